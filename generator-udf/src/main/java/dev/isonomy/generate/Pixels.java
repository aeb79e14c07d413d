package dev.isonomy.generate;

import dev.isonomy.model.ImageShape;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Pixels as a reader sees them: bytes, row by row, the channels of a pixel together; and as a
 * network sees them: numbers in [-1, 1], channel after channel. A channel of 16 bits has its low
 * byte first.
 */
public final class Pixels {
  private Pixels() {}

  /**
   * The identity of an image's pixels: SHA-256 of the line {@code "MODE WIDTH HEIGHT\n"} in ASCII,
   * where MODE is Pillow's, followed by the pixels. It depends on no file format and no
   * compression. With Pillow:
   *
   * <pre>{@code
   * hashlib.sha256(f"{i.mode} {i.width} {i.height}\n".encode() + i.tobytes()).hexdigest()
   * }</pre>
   *
   * @param pixels of one image
   * @return 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if there are not as many bytes
   */
  public static String sha256(byte[] pixels, PixelShape shape) {
    requireSize(pixels, 1, shape);
    String header =
        String.format(
            Locale.ROOT, "%s %d %d\n", shape.format().mode(), shape.width(), shape.height());
    return Sha256.of(header.getBytes(StandardCharsets.US_ASCII), pixels);
  }

  /**
   * Rounds images to bytes: {@code round((x + 1) * 127.5)}, limited to [0, 255]; of 16 bits {@code
   * round((x + 1) * 32767.5)}, limited to [0, 65535].
   *
   * @param images {@code count} images, channels first
   * @return {@code count} images, channels last
   */
  public static byte[] quantize(float[] images, int count, PixelShape shape) {
    byte[] bytes = new byte[shape.bytes(count)];
    boolean wide = shape.format().bits() == Short.SIZE;
    int most = shape.format().most();
    float half = most / 2f;
    int channels = shape.format().channels();
    ImageShape image = shape.image();
    int plane = shape.height() * shape.width();
    for (int i = 0; i < count; i++) {
      int base = i * image.size();
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < plane; p++) {
          float level = (images[base + c * plane + p] + 1) * half;
          int value = Math.max(0, Math.min(most, (int) (level + 0.5f)));
          int at = base + p * channels + c;
          if (wide) {
            bytes[2 * at] = (byte) value;
            bytes[2 * at + 1] = (byte) (value >> Byte.SIZE);
          } else {
            bytes[at] = (byte) value;
          }
        }
      }
    }
    return bytes;
  }

  /**
   * Numbers in [-1, 1] for bytes: {@code b / 127.5 - 1}; of 16 bits {@code b / 32767.5 - 1}.
   *
   * @param pixels {@code count} images, channels last
   * @return {@code count} images, channels first
   */
  public static float[] toNumbers(byte[] pixels, int count, PixelShape shape) {
    requireSize(pixels, count, shape);
    boolean wide = shape.format().bits() == Short.SIZE;
    float half = shape.format().most() / 2f;
    int channels = shape.format().channels();
    ImageShape image = shape.image();
    int plane = shape.height() * shape.width();
    float[] images = new float[count * image.size()];
    for (int i = 0; i < count; i++) {
      int base = i * image.size();
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < plane; p++) {
          int at = base + p * channels + c;
          int value =
              wide
                  ? (pixels[2 * at] & 0xFF) | (pixels[2 * at + 1] & 0xFF) << Byte.SIZE
                  : pixels[at] & 0xFF;
          images[base + c * plane + p] = value / half - 1;
        }
      }
    }
    return images;
  }

  /**
   * Refuses pixels that are not as many as a shape says.
   *
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  static void requireSize(byte[] pixels, int count, PixelShape shape) {
    if (pixels.length != shape.bytes(count)) {
      throw new IllegalArgumentException(
          "images of %s need %d bytes for a count of %d but there are %d"
              .formatted(shape, shape.bytes(count), count, pixels.length));
    }
  }
}
