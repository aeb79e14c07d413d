package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PngEncoderTest {
  static byte[] pixels(BufferedImage image) {
    byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
    int i = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int pixel = image.getRGB(x, y);
        rgb[i++] = (byte) (pixel >> 16);
        rgb[i++] = (byte) (pixel >> 8);
        rgb[i++] = (byte) pixel;
      }
    }
    return rgb;
  }

  /** Smooth in one half, noise in the other: every filter has its rows. */
  private static byte[] image(int height, int width) {
    RandomStream stream = RandomStream.of(1, 2, 3, Purpose.RENDER);
    byte[] rgb = new byte[height * width * 3];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < width * 3; i++) {
        rgb[y * width * 3 + i] = (byte) (y < height / 2 ? 2 * i + 3 * y : stream.nextInt());
      }
    }
    return rgb;
  }

  @Test
  void anotherReaderSeesTheSamePixels() throws IOException {
    for (int[] shape : new int[][] {{64, 64}, {1, 1}, {17, 5}, {3, 40}}) {
      byte[] rgb = image(shape[0], shape[1]);
      byte[] png = new PngEncoder("model").encode(rgb, PixelShape.rgb(shape[0], shape[1]));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getHeight()).isEqualTo(shape[0]);
      assertThat(image.getWidth()).isEqualTo(shape[1]);
      assertThat(pixels(image)).isEqualTo(rgb);
    }
  }

  @ParameterizedTest
  @EnumSource(PixelFormat.class)
  void anotherReaderSeesTheSameSamplesOfEveryFormat(PixelFormat format) throws IOException {
    for (int[] size : new int[][] {{24, 48}, {48, 24}, {1, 1}, {3, 40}}) {
      PixelShape shape = new PixelShape(format, size[0], size[1]);
      byte[] pixels = Arrays.copyOf(image(64, 64), shape.bytes(1));
      byte[] png = new PngEncoder("model").encode(pixels, shape);
      Raster raster = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
      assertThat(raster.getHeight()).isEqualTo(size[0]);
      assertThat(raster.getWidth()).isEqualTo(size[1]);
      assertThat(raster.getSampleModel().getSampleSize()).containsOnly(format.bits());
      assertThat(raster.getPixels(0, 0, size[1], size[0], (int[]) null))
          .isEqualTo(samples(pixels, format));
    }
  }

  private static int[] samples(byte[] pixels, PixelFormat format) {
    int[] samples = new int[pixels.length * Byte.SIZE / format.bits()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] =
          format.bits() == 8
              ? pixels[i] & 255
              : (pixels[2 * i] & 255) + 256 * (pixels[2 * i + 1] & 255);
    }
    return samples;
  }

  /** A million pixels, in seconds. */
  @Test
  @Timeout(30)
  void anImageOf1024PixelsIsEncoded() throws IOException {
    PixelShape shape = PixelShape.rgb(1024, 1024);
    byte[] pixels = image(1024, 1024);
    byte[] png = new PngEncoder("model").encode(pixels, shape);
    assertThat(pixels(ImageIO.read(new ByteArrayInputStream(png)))).isEqualTo(pixels);
    assertThat(Pixels.quantize(Pixels.toNumbers(pixels, 1, shape), 1, shape)).isEqualTo(pixels);
  }

  @Test
  void samePixelsGiveTheSameBytesAndSmoothOnesFewer() {
    byte[] rgb = image(64, 64);
    byte[] png = new PngEncoder("model").encode(rgb, PixelShape.rgb(64, 64));
    assertThat(new PngEncoder("model").encode(rgb, PixelShape.rgb(64, 64))).isEqualTo(png);
    assertThat(png.length).isLessThan(rgb.length);
  }

  @Test
  void carriesTheMarkOfSyntheticMediaAsXmpAndItsSourceAsText() throws Exception {
    byte[] png = new PngEncoder("portraits sha256:abc").encode(image(8, 8), PixelShape.rgb(8, 8));
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(png))) {
      reader.setInput(in);
      IIOMetadata metadata = reader.getImageMetadata(0);
      Element root = (Element) metadata.getAsTree("javax_imageio_png_1.0");
      Element international = (Element) root.getElementsByTagName("iTXtEntry").item(0);
      assertThat(international.getAttribute("keyword")).isEqualTo("XML:com.adobe.xmp");
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      String packet = international.getAttribute("text");
      String xml = packet.substring(packet.indexOf("<x:xmpmeta"), packet.indexOf("<?xpacket end"));
      NodeList types =
          factory
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
              .getElementsByTagNameNS(
                  "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType");
      assertThat(types.item(0).getTextContent()).isEqualTo(PngEncoder.DIGITAL_SOURCE_TYPE);
      NodeList texts = root.getElementsByTagName("tEXtEntry");
      assertThat(((Element) texts.item(0)).getAttribute("value")).isEqualTo("Isonomy");
      assertThat(((Element) texts.item(1)).getAttribute("value")).isEqualTo("portraits sha256:abc");
    }
  }

  @Test
  void wrongSizeIsRefused() {
    assertThatThrownBy(() -> new PngEncoder("m").encode(new byte[10], PixelShape.rgb(2, 2)))
        .hasMessage("images of 2x2 RGB need 12 bytes for a count of 1 but there are 10");
  }
}
