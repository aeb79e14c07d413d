package dev.isonomy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageReaderTest {
  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static BufferedImage painted(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 7 % 256) << 16 | (y * 5 % 256) << 8 | ((x + y) % 256));
      }
    }
    return image;
  }

  @Test
  void aImageOfTheRightSizeKeepsItsPixels() throws IOException {
    byte[] rgb = new ImageReader(6, 6).read(png(painted(6, 6)));
    assertThat(rgb).hasSize(6 * 6 * 3);
    assertThat(Arrays.copyOfRange(rgb, 3 * (6 * 2 + 5), 3 * (6 * 2 + 5) + 3))
        .containsExactly(35, 10, 7);
  }

  @Test
  void halvingAveragesFourPixels() throws IOException {
    byte[] rgb = new ImageReader(3, 3).read(png(painted(6, 6)));
    // Red of columns 0 and 1 is 0 and 7, green of rows 0 and 1 is 0 and 5.
    assertThat(Arrays.copyOf(rgb, 3)).containsExactly(4, 3, 1);
  }

  @Test
  void aWideImageIsCutAtBothSides() throws IOException {
    BufferedImage wide = new BufferedImage(12, 4, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 4; y++) {
      for (int x = 4; x < 8; x++) {
        wide.setRGB(x, y, 0xffffff);
      }
    }
    assertThat(new ImageReader(2, 2).read(png(wide))).containsOnly((byte) 255);
  }

  @Test
  void aConstantImageStaysConstantAtAnySize() throws IOException {
    BufferedImage plain = new BufferedImage(13, 29, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 29; y++) {
      for (int x = 0; x < 13; x++) {
        plain.setRGB(x, y, 0x404040);
      }
    }
    for (int size : new int[] {1, 5, 13, 40}) {
      assertThat(new ImageReader(size, size).read(png(plain))).containsOnly((byte) 0x40);
    }
  }

  @Test
  void whatIsNoImageIsAnIoException() throws IOException {
    ImageReader reader = new ImageReader(4, 4);
    assertThatThrownBy(
            () -> reader.read("no image".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it is text, not an image; the formats that are read are PNG, JPEG, GIF, BMP, TIFF,"
                + " WebP");
    byte[] truncated = Arrays.copyOf(png(painted(64, 64)), 60);
    assertThatThrownBy(() -> reader.read(truncated)).isInstanceOf(IOException.class);
  }
}
