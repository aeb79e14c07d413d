package dev.isonomy.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Decodes an image of any format in {@link ImageFormat}. The result is what Pillow shows after
 * {@code ImageOps.exif_transpose(image)}, which {@link AreaAverage} converts to the mode of a
 * model; {@code docs/images.md} has the rules and the table of differences.
 */
public final class ImageDecoder {
  /**
   * Images of more pixels are refused: 2 x 89,478,485, where Pillow takes a file for a
   * decompression bomb.
   */
  public static final long MOST_PIXELS = 178_956_970;

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @param encoded all bytes of the file; what follows the end of the image is ignored
   * @throws IOException if it is no image, of a format or kind that is not read, damaged, cut or
   *     too large, with the reason
   */
  public static DecodedImage decode(byte[] encoded) throws IOException {
    Bytes file = Bytes.of(encoded);
    if (file.length() == 0) {
      throw new IOException("no image: 0 bytes");
    }
    Optional<ImageFormat> format = ImageFormat.of(file);
    if (format.isEmpty()) {
      throw new IOException(
          "%s; the formats that are read are %s"
              .formatted(OtherContent.describe(file), ImageFormat.names()));
    }
    return decode(file, format.get());
  }

  private static DecodedImage decode(Bytes file, ImageFormat format) throws IOException {
    try {
      return format.decoder().decode(file);
    } catch (RefusedImageException e) {
      throw new IOException(format.label() + " " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException("cut %s: %s".formatted(format.label(), reason(e)), e);
    } catch (IOException | RuntimeException e) { // the JDK's readers throw both on damaged files
      throw new IOException("damaged %s: %s".formatted(format.label(), reason(e)), e);
    } catch (
        OutOfMemoryError e) { // of one large array: the heap has room again once it is given up
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s of %,d bytes has too many pixels for a heap of %,d MB",
              format.label(),
              file.length(),
              Runtime.getRuntime().maxMemory() / (1 << 20)),
          e);
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  /**
   * Refuses an image by its size, before memory is taken for it.
   *
   * @throws RefusedImageException if it has no pixels, or too many
   */
  static void requireSize(long width, long height) throws RefusedImageException {
    if (width < 1 || height < 1) {
      throw new RefusedImageException("of %d x %d pixels".formatted(width, height));
    }
    if (width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS) {
      throw new RefusedImageException(
          String.format(
              Locale.ROOT,
              "of %,d x %,d pixels: at most %,d pixels are read",
              width,
              height,
              MOST_PIXELS));
    }
  }
}
