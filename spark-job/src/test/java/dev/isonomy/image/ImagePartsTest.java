package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What decoders are made of; {@code ImageCorpusTest} compares whole images with Pillow. */
class ImagePartsTest {
  private static Bytes bytes(int... values) {
    byte[] data = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      data[i] = (byte) values[i];
    }
    return Bytes.of(data);
  }

  @Test
  void numbersAreUnsignedInBothOrders() throws IOException {
    Bytes file = bytes(0xff, 0x01, 0x80, 0xfe, 0x7f);

    assertThat(file.u8(0)).isEqualTo(255);
    assertThat(file.u16be(0)).isEqualTo(0xff01);
    assertThat(file.u16le(0)).isEqualTo(0x01ff);
    assertThat(file.u24le(0)).isEqualTo(0x8001ff);
    assertThat(file.u32be(0)).isEqualTo(0xff0180feL);
    assertThat(file.u32le(0)).isEqualTo(0xfe8001ffL);
    assertThat(file.part(1, 4).u32le(0)).isEqualTo(0x7ffe8001L);
  }

  /** Files of 64 bits can claim places whose sum with a size overflows. */
  @ParameterizedTest
  @CsvSource({
    "3, 1",
    "0, 4",
    "4, 0",
    "-1, 1",
    "0, -1",
    "9223372036854775807, 1",
    "9223372036854775807, 10",
    "9223372036854775800, 9223372036854775807",
    "1, 9223372036854775807",
    "4294967296, 1"
  })
  void noPartReachesBeyondTheEnd(long at, long size) {
    Bytes file = bytes(9, 1, 2, 3, 9);
    assertThatThrownBy(() -> file.part(1, 3).part(at, size))
        .isInstanceOf(EOFException.class)
        .hasMessage("it ends after 3 bytes, in the middle");
  }

  @Test
  void textsAreLookedForWithinTheFile() throws IOException {
    Bytes file = Bytes.of("xRIFF\u00ff".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(file.has(1, "RIFF\u00ff")).isTrue();
    assertThat(file.has(2, "RIFF")).isFalse();
    assertThat(file.has(3, "FF\u00ffx")).as("beyond the end").isFalse();
    assertThat(file.part(1, 3).has(0, "RIFF")).as("beyond the part's end").isFalse();
    assertThat(file.has(-1, "x")).isFalse();
    assertThat(file.has(Long.MAX_VALUE, "x")).isFalse();
    assertThat(file.name(1)).isEqualTo("RIFF");
  }

  /** The eight orientations of TIFF, as where the first row and column of the shown image lie. */
  @ParameterizedTest
  @CsvSource({
    "1, abcdef", "2, cbafed", "3, fedcba", "4, defabc", // as stored, 3 x 2
    "5, adbecf", "6, daebfc", "7, fcebda", "8, cfbead", // transposed, 2 x 3
    "0, abcdef", "9, abcdef", "-1, abcdef"
  })
  void orientationsShowTheStoredPixels(int tag, String shown) {
    Orientation orientation = Orientation.of(tag);
    int width = orientation.transposed() ? 2 : 3;
    int height = orientation.transposed() ? 3 : 2;
    StringBuilder seen = new StringBuilder();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        seen.append("abcdef".charAt(orientation.index(x, y, 3, 2)));
      }
    }
    assertThat(seen).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aCropOfTheShownImageHoldsTheSamePixelsOfTheStoredOne(int tag) {
    Orientation orientation = Orientation.of(tag);
    Crop shown = new Crop(1, 2, 3, 2);
    Set<Integer> expected = new HashSet<>();
    for (int y = shown.top(); y < shown.top() + shown.height(); y++) {
      for (int x = shown.left(); x < shown.left() + shown.width(); x++) {
        expected.add(orientation.index(x, y, 7, 6));
      }
    }
    Crop stored = orientation.stored(shown, 7, 6);
    Set<Integer> found = new HashSet<>();
    for (int y = stored.top(); y < stored.top() + stored.height(); y++) {
      for (int x = stored.left(); x < stored.left() + stored.width(); x++) {
        found.add(y * 7 + x);
      }
    }
    assertThat(found).isEqualTo(expected).hasSize(6);
  }

  private static byte[] tiff(ByteOrder order, boolean big, int tag, int type, long value) {
    ByteBuffer file = ByteBuffer.allocate(64).order(order);
    file.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    if (big) {
      file.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(16).putLong(1);
      file.putShort((short) tag).putShort((short) type).putLong(1);
    } else {
      file.putShort((short) 42).putInt(8).putShort((short) 1);
      file.putShort((short) tag).putShort((short) type).putInt(1);
    }
    switch (type) {
      case 1, 7 -> file.put((byte) value);
      case 3 -> file.putShort((short) value);
      case 4 -> file.putInt((int) value);
      default -> file.putLong(value);
    }
    return file.array();
  }

  @Test
  void valuesOfTiffAreReadInBothOrdersAndBothSizes() throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      for (boolean big : new boolean[] {false, true}) {
        for (int type : new int[] {1, 3, 4, 7}) {
          Bytes file = Bytes.of(tiff(order, big, 274, type, 6));
          assertThat(TiffDirectory.recognizes(file)).isTrue();
          assertThat(TiffDirectory.isBig(file)).isEqualTo(big);
          TiffDirectory directory = TiffDirectory.first(file);
          assertThat(directory.value(274, -1)).as("%s %s %s", order, big, type).isEqualTo(6);
          assertThat(directory.value(273, -1)).isEqualTo(-1);
        }
      }
      TiffDirectory long8 =
          TiffDirectory.first(Bytes.of(tiff(order, true, 256, 16, 0x1234567890L)));
      assertThat(long8.value(256, 0)).isEqualTo(0x1234567890L);
    }
  }

  @Test
  void aDirectoryThatIsCutIsTold() {
    byte[] whole = tiff(ByteOrder.BIG_ENDIAN, false, 274, 3, 6);
    for (int length = 4; length < 22; length++) {
      Bytes cut = Bytes.of(whole).start(length);
      assertThatThrownBy(() -> TiffDirectory.first(cut).value(274, -1))
          .as("%d bytes", length)
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void damagedMetadataTurnNothing() throws IOException {
    byte[] far = tiff(ByteOrder.LITTLE_ENDIAN, true, 274, 3, 6);
    ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN).putLong(28, 10); // ten values ...
    for (long at : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, -1, Long.MIN_VALUE, 1 << 20}) {
      ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN).putLong(36, at); // ... out there
      byte[] inside = new byte[200];
      for (int i = 0; i < 100; i += 2) {
        inside[i] = 3; // what lies before the metadata would turn the image
      }
      System.arraycopy(far, 0, inside, 100, far.length);
      ImageMetadata metadata = new ImageMetadata();

      metadata.exif(Bytes.of(inside).part(100, 64));

      assertThat(metadata.orientation()).as("at %d", at).isEqualTo(Orientation.UPRIGHT);
    }
  }

  @Test
  void exifComesBeforeXmpAndTheFirstOfEachCounts() {
    ImageMetadata metadata = new ImageMetadata();
    metadata.xmp(Bytes.of("<x tiff:Orientation=\"3\"/>".getBytes(StandardCharsets.US_ASCII)));
    assertThat(metadata.orientation()).isEqualTo(Orientation.of(3));
    metadata.xmp(
        Bytes.of("<tiff:Orientation>8</tiff:Orientation>".getBytes(StandardCharsets.US_ASCII)));
    assertThat(metadata.orientation()).isEqualTo(Orientation.of(3));
    metadata.exif(Bytes.of(tiff(ByteOrder.BIG_ENDIAN, false, 274, 3, 6)));
    metadata.exif(Bytes.of(tiff(ByteOrder.BIG_ENDIAN, false, 274, 3, 5)));
    assertThat(metadata.orientation()).isEqualTo(Orientation.of(6));
  }

  @Test
  void rowsOfAnInterlacedGifComeInFourPasses() {
    int[] order = GifData.rows(10, true); // stored: 0 8, 4, 2 6, 1 3 5 7 9
    assertThat(order).containsExactly(0, 5, 3, 6, 2, 7, 4, 8, 1, 9);
    assertThat(GifData.rows(3, false)).containsExactly(0, 1, 2);
    assertThat(GifData.rows(1, true)).containsExactly(0);
  }

  /** Codes of three bits: clear, 1, 1 1 as the code being made, end. */
  @Test
  void codesOfGifAreUnpacked() throws IOException {
    // 100 (clear), 001, 110 (the entry that it makes itself: 1 1), 101 (end): from the low bits
    int packed = 0b100 | 0b001 << 3 | 0b110 << 6 | 0b101 << 9;
    Bytes file = bytes(2, 2, packed & 255, packed >> 8, 0);

    assertThat(GifData.decode(file, 0, 3)).containsExactly(1, 1, 1);
    assertThat(GifData.end(file, 1)).isEqualTo(5);
    assertThatThrownBy(() -> GifData.decode(file, 0, 4))
        .isInstanceOf(IOException.class)
        .hasMessage("its data end or are wrong after 3 of 4 pixels");
    assertThatThrownBy(() -> GifData.decode(bytes(9, 0), 0, 1))
        .hasMessage("its codes begin with 9 bits");
    assertThatThrownBy(() -> GifData.decode(bytes(2, 2, 0), 0, 1)).isInstanceOf(EOFException.class);
  }

  @Test
  void aProgressiveJpegIsCompleteWhenEveryCoefficientHasItsLastBit() throws IOException {
    JpegScans scans = new JpegScans("\u0001\u0002", true);
    scans.add(scan(0, 0, 1, 1, 2));
    scans.add(scan(1, 63, 0, 1));
    scans.add(scan(1, 63, 0, 2));
    assertThatThrownBy(scans::requireComplete).hasMessage("some of its scans are missing");
    scans.add(scan(0, 0, 0, 1));
    assertThatThrownBy(scans::requireComplete).hasMessage("some of its scans are missing");
    scans.add(scan(0, 0, 0, 2));
    scans.requireComplete();

    assertThatThrownBy(() -> scans.add(scan(0, 64, 0, 1)))
        .hasMessage("a scan of coefficients 0 to 64");
    assertThatThrownBy(() -> scans.add(scan(0, 0, 0, 7)))
        .hasMessage("a scan of a component that the frame does not have");
  }

  private static Bytes scan(int from, int to, int lowest, int... components) {
    int[] segment = new int[6 + 2 * components.length];
    segment[2] = components.length;
    for (int i = 0; i < components.length; i++) {
      segment[3 + 2 * i] = components[i];
    }
    int last = 3 + 2 * components.length;
    segment[last] = from;
    segment[last + 1] = to;
    segment[last + 2] = lowest;
    return bytes(segment);
  }

  @Test
  void coloursOfPrintersAndPalettesAreThoseOfPillow() {
    assertThat(Colours.cmyk(0, 0, 0, 0)).isEqualTo(0xffffffff);
    assertThat(Colours.cmyk(255, 0, 0, 0)).isEqualTo(0xff00ffff);
    assertThat(Colours.cmyk(10, 20, 30, 255)).isEqualTo(0xff000000);
    // 215 - round(100 215 / 255) = 215 - 84, and so on
    assertThat(Colours.cmyk(100, 50, 200, 40)).isEqualTo(0xff000000 | 131 << 16 | 173 << 8 | 46);
    Colours palette = Colours.palette(new int[] {0x80112233, 0xff445566});
    assertThat(palette.argb(new int[] {1, 0, 9}, 1)).isEqualTo(0x80112233);
    assertThat(palette.argb(new int[] {1, 0, 9}, 2)).isEqualTo(0xff000000);
    assertThat(Colours.plain(4, 16).argb(new int[] {0, 0x1200, 0x34ff, 0x5678, 0x80ff}, 1))
        .isEqualTo(0x80123456);
    assertThat(Colours.plain(2, 8).argb(new int[] {0x20, 0x40}, 0)).isEqualTo(0x40202020);
  }
}
