package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is cut or corrupt is rejected with a reason, never judged with the rest grey. */
class DamagedImageTest {
  private static final int CUTS = 60;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "png-rgb8.png",
        "png-rgba16-adam7.png",
        "png-palette4.png",
        "png-many-chunks.png",
        "jpeg-420-95.jpg",
        "jpeg-progressive-2.jpg",
        "jpeg-cmyk.jpg",
        "jpeg-restart-rows.jpg",
        "jpeg-progressive-grey.jpg",
        "gif-plain.gif",
        "gif-animated.gif",
        "gif-interlaced.gif",
        "bmp-24.bmp",
        "bmp-palette4.bmp",
        "bmp-rle8.bmp",
        "bmp-32-v5-alpha.bmp",
        "tiff-icc-srgb.tif",
        "tiff-lzw.tif",
        "tiff-jpeg.tif",
        "tiff-rgb-le.tif",
        "tiff-group4.tif",
        "tiff-pages.tif",
        "webp-lossy-90.webp",
        "webp-lossless.webp",
        "webp-lossy-alpha.webp",
        "webp-animated-lossy.webp",
        "orientation-6.jpg",
        "orientation-6.webp"
      })
  void noBeginningOfAFileIsTakenForAnotherImage(String file) throws IOException {
    byte[] whole = Corpus.bytes(file);
    byte[] right = new ImageReader(PixelShape.rgb(18, 24)).read(whole);
    for (int i = 0; i < CUTS; i++) {
      int length = (int) ((long) whole.length * i / CUTS);
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        assertThat(new ImageReader(PixelShape.rgb(18, 24)).read(cut))
            .as("%d bytes", length)
            .isEqualTo(right);
        assertThat(length).isGreaterThan(whole.length / 5);
      } catch (IOException rejected) {
        assertThat(rejected)
            .hasMessageMatching("(?s)(cut|damaged|no image|it is|it has|[A-Z]+ of).*");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png-rgb8.png", "png-palette8-trns.png", "png-grey16-adam7.png"})
  void noChangedByteOfAPngGoesUnnoticed(String file) throws IOException {
    byte[] whole = Corpus.bytes(file);
    Random random = new Random(1);
    for (int at = 8; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> ImageDecoder.decode(changed))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jpeg-420-95.jpg",
        "jpeg-progressive-2.jpg",
        "jpeg-cmyk.jpg",
        "gif-plain.gif",
        "gif-animated.gif",
        "bmp-palette4.bmp",
        "bmp-rle8.bmp",
        "tiff-lzw.tif",
        "tiff-jpeg.tif",
        "tiff-tiled-deflate.tif",
        "tiff-group4.tif",
        "webp-lossy-90.webp",
        "webp-lossless.webp",
        "webp-lossy-alpha.webp",
        "webp-animated-lossy.webp",
        "orientation-6.png"
      })
  void nothingButAnIoExceptionComesOfAChangedFile(String file) {
    byte[] whole = Corpus.bytes(file);
    Random random = new Random(2);
    for (int i = 0; i < 150; i++) {
      byte[] changed = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        new ImageReader(PixelShape.rgb(18, 24)).read(changed);
      } catch (IOException rejected) {
        assertThat(rejected.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void aJpegCutAfterATenthSaysSo() {
    byte[] whole = Corpus.bytes("jpeg-444-95.jpg");
    assertThatThrownBy(() -> ImageDecoder.decode(Arrays.copyOf(whole, whole.length * 7 / 10)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cut JPEG: it ends after ");
  }

  @Test
  void aJpegWithoutTheRestOfItsDataButWithAnEndIsRejected() {
    byte[] whole = Corpus.bytes("jpeg-444-95.jpg");
    byte[] closed = Arrays.copyOf(whole, whole.length - 200);
    closed[closed.length - 2] = (byte) 0xff;
    closed[closed.length - 1] = (byte) 0xd9;
    assertThatThrownBy(() -> ImageDecoder.decode(closed))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("damaged JPEG: Corrupt JPEG data");
  }

  @Test
  void aProgressiveJpegWithoutItsLastScanIsRejected() {
    byte[] whole = Corpus.bytes("jpeg-progressive-2.jpg");
    int last = whole.length - 2;
    while ((whole[last] & 0xff) != 0xff || (whole[last + 1] & 0xff) != 0xda) {
      last--;
    }
    byte[] closed = Arrays.copyOf(whole, last + 2);
    closed[last + 1] = (byte) 0xd9;
    assertThatThrownBy(() -> ImageDecoder.decode(closed))
        .isInstanceOf(IOException.class)
        .hasMessage("damaged JPEG: some of its scans are missing");
  }

  @Test
  void aJpegWithBytesBeforeItsEndIsWhole() throws IOException {
    byte[] whole = Corpus.bytes("jpeg-444-95.jpg");
    byte[] longer = Arrays.copyOf(whole, whole.length + 3);
    System.arraycopy(whole, whole.length - 2, longer, whole.length + 1, 2);
    Arrays.fill(longer, whole.length - 2, whole.length + 1, (byte) 0x5a);
    ImageReader reader = new ImageReader(PixelShape.rgb(18, 24));
    assertThat(reader.read(longer)).isEqualTo(reader.read(whole));
  }

  @Test
  void aPngWhoseDataAreTooShortIsRejectedThoughItsCheckSumsAreRight() throws IOException {
    byte[] png = png(8, 8, new byte[3 * 25]);
    assertThatThrownBy(() -> ImageDecoder.decode(png)).isInstanceOf(IOException.class);
    assertThatCode(() -> ImageDecoder.decode(png(8, 8, new byte[8 * 25])))
        .doesNotThrowAnyException();
  }

  @Test
  void aTiffWhoseStripsUnpackToTooLittleIsRejected() throws IOException {
    assertThatCode(() -> ImageDecoder.decode(tiff(8, 8, 8, deflated(new byte[64]))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> ImageDecoder.decode(tiff(8, 8, 8, deflated(new byte[30]))))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ImageDecoder.decode(tiff(8, 8, 1, new byte[30])))
        .isInstanceOf(IOException.class)
        .hasMessage("cut TIFF: it holds 30 of 64 bytes of pixels");
  }

  @Test
  void anImageOfTooManyPixelsIsRefusedByItsHeader() throws IOException {
    String reason = " of 50,000 x 50,000 pixels: at most 178,956,970 pixels are read";
    assertRefused(png(50_000, 50_000, new byte[0]), "PNG" + reason);
    assertRefused(tiff(50_000, 50_000, 8, deflated(new byte[9])), "TIFF" + reason);
    assertRefused(sized("jpeg-444-95.jpg", (byte) 0xc0, 50_000), "JPEG" + reason);
    assertRefused(gif(50_000, 50_000), "GIF" + reason);
    byte[] bmp = Corpus.bytes("bmp-24.bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 50_000).putInt(22, 50_000);
    assertRefused(bmp, "BMP" + reason);
    byte[] webp = Corpus.bytes("webp-animated-lossy.webp");
    Arrays.fill(webp, 24, 30, (byte) 0xff);
    assertRefused(
        webp, "WebP of 16,777,216 x 16,777,216 pixels: at most 178,956,970 pixels are read");
    assertRefused(
        png(Integer.MAX_VALUE, Integer.MAX_VALUE, new byte[0]),
        "PNG of 2,147,483,647 x 2,147,483,647 pixels: at most 178,956,970 pixels are read");
  }

  @Test
  void anImageWithoutPixelsIsRefused() throws IOException {
    assertRefused(png(0, 5, new byte[0]), "PNG of 0 x 5 pixels");
    assertRefused(sized("jpeg-444-95.jpg", (byte) 0xc0, 0), "JPEG of 0 x 0 pixels");
    assertRefused(tiff(0, 3, 1, new byte[0]), "TIFF of 0 x 3 pixels");
    assertRefused(gif(0, 7), "GIF of 0 x 7 pixels");
  }

  @Test
  void aGifWhoseCodesEndTooEarlyIsRejected() throws IOException {
    byte[] gif = gif(6, 5);
    assertThatThrownBy(() -> ImageDecoder.decode(gif))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("after 0 of 30 pixels");
  }

  @Test
  void kindsOfAFormatThatAreNotReadAreNamed() throws IOException {
    byte[] arithmetic = Corpus.bytes("jpeg-444-95.jpg");
    arithmetic[indexOf(arithmetic, (byte) 0xc0)] = (byte) 0xc9;
    assertRefused(arithmetic, "JPEG with arithmetic coding is not read");
    byte[] lossless = Corpus.bytes("jpeg-444-95.jpg");
    lossless[indexOf(lossless, (byte) 0xc0)] = (byte) 0xc3;
    assertRefused(lossless, "JPEG of the lossless kind is not read");
    byte[] deep = Corpus.bytes("jpeg-444-95.jpg");
    deep[indexOf(deep, (byte) 0xc0) + 3] = 12;
    assertRefused(deep, "JPEG of 12 bits per sample is not read");
    assertRefused(tiff(4, 4, 1, new byte[64], 32, 1), "TIFF of 32 bits per sample is not read");
    assertRefused(
        tiff(4, 4, 1, new byte[16], 8, 8),
        "TIFF of PhotometricInterpretation 8 (Lab, raw, mask) is not read");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  /** A JPEG of the corpus that claims another size. */
  private static byte[] sized(String file, byte frame, int size) {
    byte[] jpeg = Corpus.bytes(file);
    ByteBuffer.wrap(jpeg)
        .putShort(indexOf(jpeg, frame) + 4, (short) size)
        .putShort(indexOf(jpeg, frame) + 6, (short) size);
    return jpeg;
  }

  /** Where the code of a frame's segment stands. */
  private static int indexOf(byte[] jpeg, byte frame) {
    int at = 2;
    while (jpeg[at + 1] != frame) {
      at += 2 + (ByteBuffer.wrap(jpeg).getShort(at + 2) & 0xffff);
    }
    return at + 1;
  }

  private static byte[] png(int width, int height, byte[] lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Arrays.copyOf(Corpus.bytes("png-rgb8.png"), 8));
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8);
    chunk(out, "IHDR", header.put((byte) 2).array());
    chunk(out, "IDAT", deflated(lines));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data)
      throws IOException {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put(name.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 sum = new CRC32();
    sum.update(named);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(named);
    out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  private static byte[] deflated(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] packed = new byte[data.length + 64];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }

  private static byte[] tiff(int width, int height, int compression, byte[] strip) {
    return tiff(width, height, compression, strip, 8, 1);
  }

  private static byte[] tiff(
      int width, int height, int compression, byte[] strip, int bits, int photometric) {
    int[][] tags = {
      {256, width},
      {257, height},
      {258, bits},
      {259, compression},
      {262, photometric},
      {273, 8 + 2 + 8 * 12 + 4},
      {277, 1},
      {279, strip.length}
    };
    ByteBuffer file =
        ByteBuffer.allocate(8 + 2 + tags.length * 12 + 4 + strip.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    file.putShort((short) tags.length);
    for (int[] tag : tags) {
      file.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
    }
    return file.putInt(0).put(strip).array();
  }

  /** A GIF that ends its codes at once. */
  private static byte[] gif(int width, int height) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
    file.put("GIF89a".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) width)
        .putShort((short) height);
    file.put((byte) 0x80).putShort((short) 0).put(new byte[6]);
    file.put((byte) ',').putInt(0).putShort((short) width).putShort((short) height).put((byte) 0);
    file.put((byte) 2).put((byte) 1).put((byte) (5 << 3 | 4)).put((byte) 0).put((byte) ';');
    return file.array();
  }
}
