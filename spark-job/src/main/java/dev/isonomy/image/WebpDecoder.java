package dev.isonomy.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** WebP: the first image, on its canvas, by libwebp. */
final class WebpDecoder implements FormatDecoder {
  @Override
  public boolean recognizes(Bytes file) {
    return file.has(0, "RIFF") && file.has(8, "WEBP");
  }

  @Override
  public DecodedImage decode(Bytes file) throws IOException {
    WebpStructure webp = WebpStructure.read(file);
    BufferedImage image = pixels(webp.simple());
    if (image.getWidth() != webp.width() || image.getHeight() != webp.height()) {
      throw new IOException("its image is not of the size that is said");
    }
    return new DecodedImage(new Canvas(webp, image), webp.orientation());
  }

  private static BufferedImage pixels(byte[] simple) throws IOException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(simple))) {
      reader.setInput(in, false, true);
      return reader.read(0);
    } catch (LinkageError e) { // no library for this machine, or none can be loaded
      throw new RefusedImageException(
          "cannot be read on this machine: libwebp is not available (" + e.getMessage() + ")");
    } finally {
      reader.dispose();
    }
  }

  /** The image at its place; the rest is transparent black. */
  private record Canvas(WebpStructure webp, BufferedImage image) implements PixelRows {
    @Override
    public int width() {
      return webp.canvasWidth();
    }

    @Override
    public int height() {
      return webp.canvasHeight();
    }

    @Override
    public boolean hasAlpha() {
      return image.getColorModel().hasAlpha()
          || image.getWidth() < width()
          || image.getHeight() < height();
    }

    @Override
    public void read(int y, int[] argb) {
      java.util.Arrays.fill(argb, 0, width(), 0);
      int row = y - webp.top();
      if (row >= 0 && row < image.getHeight()) {
        // The image is in sRGB, of eight bits: nothing is converted.
        image.getRGB(0, row, image.getWidth(), 1, argb, webp.left(), image.getWidth());
      }
    }
  }
}
