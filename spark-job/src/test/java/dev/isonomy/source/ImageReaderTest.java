package dev.isonomy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
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
    byte[] rgb = new ImageReader(PixelShape.rgb(6, 6)).read(png(painted(6, 6)));
    assertThat(rgb).hasSize(6 * 6 * 3);
    assertThat(Arrays.copyOfRange(rgb, 3 * (6 * 2 + 5), 3 * (6 * 2 + 5) + 3))
        .containsExactly(35, 10, 7);
  }

  @Test
  void halvingAveragesFourPixels() throws IOException {
    byte[] rgb = new ImageReader(PixelShape.rgb(3, 3)).read(png(painted(6, 6)));
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
    assertThat(new ImageReader(PixelShape.rgb(2, 2)).read(png(wide))).containsOnly((byte) 255);
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
      assertThat(new ImageReader(PixelShape.rgb(size, size)).read(png(plain)))
          .containsOnly((byte) 0x40);
    }
  }

  private static byte[] read(BufferedImage image, PixelFormat format, int height, int width)
      throws IOException {
    return new ImageReader(new PixelShape(format, height, width)).read(png(image));
  }

  /** 2x2 pixels of grey in 16 bits. */
  private static BufferedImage heights(int left, int right) {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSamples(0, 0, 2, 2, 0, new int[] {left, right, left, right});
    return image;
  }

  @Test
  void greyOfSixteenBitsKeepsThemAndIsAveragedInThem() throws IOException {
    BufferedImage image = heights(0x1234, 0x1238);
    assertThat(read(image, PixelFormat.GREY_16, 2, 2))
        .containsExactly(0x34, 0x12, 0x38, 0x12, 0x34, 0x12, 0x38, 0x12);
    assertThat(read(image, PixelFormat.GREY_16, 1, 1)).containsExactly(0x36, 0x12);
    assertThat(read(image, PixelFormat.GREY, 1, 2)).containsExactly(0x12, 0x12);
    assertThat(read(image, PixelFormat.RGB, 1, 1)).containsExactly(0x12, 0x12, 0x12);
  }

  @Test
  void eightBitsAreSpreadToSixteen() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xffffff);
    image.setRGB(1, 0, 0x808080);
    assertThat(read(image, PixelFormat.GREY_16, 1, 2)).containsExactly(0xFF, 0xFF, 0x80, 0x80);
  }

  @Test
  void colourBecomesGreyByItsLuma() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(2, 0, 0x0000ff);
    assertThat(read(image, PixelFormat.GREY, 1, 3)).containsExactly(76, 150, 29);
  }

  @Test
  void coloursAreAveragedByTheirOpacityAndKeptWhereNothingIsScaled() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 2; y++) {
      image.setRGB(0, y, 0xff102030);
      image.setRGB(1, y, 0x00ffffff);
    }
    assertThat(read(image, PixelFormat.RGBA, 1, 2))
        .containsExactly(0x10, 0x20, 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0);
    assertThat(read(image, PixelFormat.RGBA, 1, 1)).containsExactly(0x10, 0x20, 0x30, 0x80);
    assertThat(read(image, PixelFormat.GREY, 1, 2)).as("hidden colours count").endsWith(0xFF);
    assertThat(read(painted(1, 1), PixelFormat.RGBA, 1, 1)).containsExactly(0, 0, 0, 0xFF);
  }

  @Test
  void aModelThatIsWiderThanHighSeesTheMiddleOfASquare() throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        image.getRaster().setSample(x, y, 0, 10 * y + x);
      }
    }
    assertThat(read(image, PixelFormat.GREY, 2, 4)).containsExactly(10, 11, 12, 13, 20, 21, 22, 23);
    assertThat(read(image, PixelFormat.GREY, 4, 2)).containsExactly(1, 2, 11, 12, 21, 22, 31, 32);
  }

  @Test
  void whatIsNoImageIsAnIoException() throws IOException {
    ImageReader reader = new ImageReader(PixelShape.rgb(4, 4));
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
