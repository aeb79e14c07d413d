package dev.isonomy.generate;

import dev.isonomy.model.ImageShape;
import dev.isonomy.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Pixels as a reader sees them: bytes, row by row, red, green and blue together; and as a network
 * sees them: numbers in [-1, 1], channel after channel.
 */
public final class Pixels {
  private static final float HALF_RANGE = 127.5f;
  private static final int RGB_CHANNELS = 3;

  private Pixels() {}

  /**
   * The identity of an image's pixels: SHA-256 of the line {@code "RGB WIDTH HEIGHT\n"} in ASCII,
   * followed by the pixels. It depends on no file format and no compression. With Pillow:
   *
   * <pre>{@code
   * hashlib.sha256(f"{i.mode} {i.width} {i.height}\n".encode() + i.tobytes()).hexdigest()
   * }</pre>
   *
   * @param rgb pixels from the top left, row by row: red, green and blue of each, a byte each
   * @param height rows
   * @param width pixels per row
   * @return 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if there are not as many bytes
   */
  public static String sha256(byte[] rgb, int height, int width) {
    if (rgb.length != (long) height * width * RGB_CHANNELS) {
      throw new IllegalArgumentException(
          "%d x %d pixels of red, green and blue need %d bytes but there are %d"
              .formatted(width, height, (long) height * width * RGB_CHANNELS, rgb.length));
    }
    String header = String.format(Locale.ROOT, "RGB %d %d\n", width, height);
    return Sha256.of(header.getBytes(StandardCharsets.US_ASCII), rgb);
  }

  /**
   * Rounds images to bytes: {@code round((x + 1) * 127.5)}, limited to [0, 255].
   *
   * @param images {@code count} images, channels first
   * @return {@code count} images, channels last
   */
  public static byte[] quantize(float[] images, int count, ImageShape shape) {
    int plane = shape.height() * shape.width();
    int channels = shape.channels();
    byte[] bytes = new byte[count * shape.size()];
    for (int i = 0; i < count; i++) {
      int base = i * shape.size();
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < plane; p++) {
          float level = (images[base + c * plane + p] + 1) * HALF_RANGE;
          int value = (int) (level + 0.5f);
          bytes[base + p * channels + c] = (byte) Math.max(0, Math.min(255, value));
        }
      }
    }
    return bytes;
  }

  /**
   * Numbers in [-1, 1] for bytes: {@code b / 127.5 - 1}.
   *
   * @param bytes {@code count} images, channels last
   * @return {@code count} images, channels first
   */
  public static float[] toNumbers(byte[] bytes, int count, ImageShape shape) {
    int plane = shape.height() * shape.width();
    int channels = shape.channels();
    if (bytes.length != count * shape.size()) {
      throw new IllegalArgumentException(
          count
              + " images of "
              + shape
              + " need "
              + count * shape.size()
              + " bytes but there are "
              + bytes.length);
    }
    float[] images = new float[bytes.length];
    for (int i = 0; i < count; i++) {
      int base = i * shape.size();
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < plane; p++) {
          images[base + c * plane + p] = (bytes[base + p * channels + c] & 0xFF) / HALF_RANGE - 1;
        }
      }
    }
    return images;
  }
}
