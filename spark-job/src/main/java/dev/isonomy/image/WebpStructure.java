package dev.isonomy.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The chunks of a WebP file: the first image's, its place, and the orientation. */
final class WebpStructure {
  private static final int HEADER = 12;
  private static final int FRAME_HEADER = 16;
  private static final int ALPHA = 0x10;

  private final ImageMetadata metadata = new ImageMetadata();
  private Bytes alpha;
  private Bytes image;
  private String kind = "";
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  private int width;
  private int height;

  private WebpStructure() {}

  /**
   * Goes through a file up to the end that its header tells.
   *
   * @throws IOException if it is cut or damaged, or too large
   */
  static WebpStructure read(Bytes file) throws IOException {
    WebpStructure webp = new WebpStructure();
    webp.chunks(file.part(HEADER, file.u32le(4) - 4));
    if (webp.image == null) {
      throw new IOException("it has no image");
    }
    if (webp.canvasWidth == 0) {
      webp.canvasWidth = webp.width;
      webp.canvasHeight = webp.height;
    }
    ImageDecoder.requireSize(webp.canvasWidth, webp.canvasHeight);
    ImageDecoder.requireSize(webp.width, webp.height);
    if (webp.left + webp.width > webp.canvasWidth || webp.top + webp.height > webp.canvasHeight) {
      throw new IOException("its first image lies beyond its canvas");
    }
    return webp;
  }

  private void chunks(Bytes data) throws IOException {
    long at = 0;
    while (at < data.length()) {
      Bytes chunk = data.part(at + 8, data.u32le(at + 4));
      chunk(data.name(at), chunk);
      at += 8L + chunk.length() + chunk.length() % 2;
    }
  }

  private void chunk(String name, Bytes chunk) throws IOException {
    switch (name) {
      case "VP8X" -> {
        canvasWidth = 1 + chunk.u24le(4);
        canvasHeight = 1 + chunk.u24le(7);
      }
      case "ANMF" -> {
        if (image == null) {
          left = 2 * chunk.u24le(0);
          top = 2 * chunk.u24le(3);
          chunks(chunk.part(FRAME_HEADER, chunk.length() - FRAME_HEADER));
        }
      }
      case "ALPH" -> alpha = image == null ? chunk : alpha;
      case "VP8 " -> image(name, chunk, chunk.u16le(6) & 0x3fff, chunk.u16le(8) & 0x3fff);
      case "VP8L" -> {
        long bits = chunk.u32le(1);
        image(name, chunk, 1 + (int) (bits & 0x3fff), 1 + (int) (bits >> 14 & 0x3fff));
      }
      case "EXIF" -> metadata.exif(chunk);
      case "XMP " -> metadata.xmp(chunk);
      default -> {} // profiles, animation's background and unknown ones
    }
  }

  private void image(String name, Bytes chunk, int across, int down) {
    if (image == null) {
      kind = name;
      image = chunk;
      width = across;
      height = down;
    }
  }

  int canvasWidth() {
    return canvasWidth;
  }

  int canvasHeight() {
    return canvasHeight;
  }

  int left() {
    return left;
  }

  int top() {
    return top;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  Orientation orientation() {
    return metadata.orientation();
  }

  /** A file of the first image alone. */
  byte[] simple() throws IOException {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    if (alpha != null) {
      ByteBuffer extended = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
      extended.putInt(ALPHA).put(u24(width - 1)).put(u24(height - 1));
      write(chunks, "VP8X", extended.array());
      write(chunks, "ALPH", alpha.toArray());
    }
    write(chunks, kind, image.toArray());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write("WEBP".getBytes(StandardCharsets.ISO_8859_1));
    body.write(chunks.toByteArray());
    write(file, "RIFF", body.toByteArray());
    return file.toByteArray();
  }

  private static byte[] u24(int value) {
    return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
  }

  private static void write(ByteArrayOutputStream out, String name, byte[] data)
      throws IOException {
    out.write(name.getBytes(StandardCharsets.ISO_8859_1));
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(data.length).array());
    out.write(data);
    if (data.length % 2 == 1) {
      out.write(0);
    }
  }
}
