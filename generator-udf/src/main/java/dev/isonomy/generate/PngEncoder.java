package dev.isonomy.generate;

import dev.isonomy.model.PixelFormat;
import dev.isonomy.model.PixelShape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG with a machine-readable mark that the image is synthetic: an XMP packet whose IPTC
 * {@code DigitalSourceType} is {@code trainedAlgorithmicMedia} (EU AI Act, article 50(2)), and
 * {@code Software} and {@code Source} texts.
 *
 * <p>The same pixels give the same bytes: no times, a fixed compression level, and per row the
 * filter with the smallest sum of absolute differences (PNG specification, section 12.8). Not safe
 * for use by several threads.
 */
public final class PngEncoder {
  /** The IPTC term for media made by a trained model. */
  public static final String DIGITAL_SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int FILTERS = 5;
  private static final int LEVEL = 6;

  private final byte[] texts;

  /**
   * An encoder.
   *
   * @param source the model that made the images, such as its name and fingerprint; Latin letters
   */
  public PngEncoder(String source) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    chunk(out, "iTXt", xmpText());
    chunk(out, "tEXt", text("Software", "Isonomy"));
    chunk(out, "tEXt", text("Source", source));
    this.texts = out.toByteArray();
  }

  /**
   * Encodes an image without loss.
   *
   * @param pixels see {@link Pixels}
   */
  public byte[] encode(byte[] pixels, PixelShape shape) {
    Pixels.requireSize(pixels, 1, shape);
    PixelFormat format = shape.format();
    ByteArrayOutputStream out = new ByteArrayOutputStream(pixels.length / 2 + texts.length + 100);
    out.writeBytes(SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(shape.width())
            .putInt(shape.height())
            .put((byte) format.bits())
            .put(colourType(format))
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) 0)
            .array();
    chunk(out, "IHDR", header);
    out.writeBytes(texts);
    chunk(out, "IDAT", deflate(filter(stored(pixels, format), shape.height(), format.bytes())));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte colourType(PixelFormat format) {
    return switch (format) {
      case GREY, GREY_16 -> 0;
      case RGB -> 2;
      case RGBA -> 6;
    };
  }

  /** Pixels as PNG stores them: of two bytes the high one first. */
  private static byte[] stored(byte[] pixels, PixelFormat format) {
    if (format.bits() == Byte.SIZE) {
      return pixels;
    }
    byte[] swapped = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i += 2) {
      swapped[i] = pixels[i + 1];
      swapped[i + 1] = pixels[i];
    }
    return swapped;
  }

  private static byte[] filter(byte[] pixels, int height, int step) {
    int stride = pixels.length / height;
    byte[] filtered = new byte[height * (stride + 1)];
    byte[] trial = new byte[stride];
    for (int y = 0; y < height; y++) {
      int at = y * (stride + 1);
      long best = Long.MAX_VALUE;
      for (int type = 0; type < FILTERS; type++) {
        long sum = filterRow(pixels, y, stride, step, type, trial);
        if (sum < best) {
          best = sum;
          filtered[at] = (byte) type;
          System.arraycopy(trial, 0, filtered, at + 1, stride);
        }
      }
    }
    return filtered;
  }

  private static long filterRow(byte[] pixels, int y, int stride, int step, int type, byte[] out) {
    int row = y * stride;
    long sum = 0;
    for (int i = 0; i < stride; i++) {
      int left = i < step ? 0 : pixels[row + i - step] & 0xFF;
      int up = y == 0 ? 0 : pixels[row + i - stride] & 0xFF;
      int corner = y == 0 || i < step ? 0 : pixels[row + i - stride - step] & 0xFF;
      int predicted =
          switch (type) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            default -> paeth(left, up, corner);
          };
      out[i] = (byte) (pixels[row + i] - predicted);
      sum += Math.abs(out[i]);
    }
    return sum;
  }

  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  private static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater(LEVEL);
    try {
      deflater.setInput(data);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(data.length / 2);
      byte[] buffer = new byte[16 * 1024];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static byte[] text(String keyword, String value) {
    return (keyword + "\0" + value).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] xmpText() {
    String packet =
        """
        <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
        <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
        </rdf:Description>
        </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="r"?>\
        """
            .formatted(DIGITAL_SOURCE_TYPE);
    // Keyword, no compression, no language, no translated keyword.
    return ("XML:com.adobe.xmp\0\0\0\0\0" + packet).getBytes(StandardCharsets.UTF_8);
  }
}
