package dev.isonomy.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The first directory of a TIFF structure, of TIFF files and of EXIF. */
final class TiffDirectory {
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int LONG8 = 16;

  private final Bytes file;
  private final boolean bigEndian;
  private final boolean big;
  private final Map<Integer, Field> fields = new HashMap<>();

  /**
   * Where values are.
   *
   * @param type of one
   * @param count how many
   * @param at where their place stands, or they themselves if they are small
   */
  private record Field(int type, long count, long at) {}

  private TiffDirectory(Bytes file, boolean bigEndian, boolean big) {
    this.file = file;
    this.bigEndian = bigEndian;
    this.big = big;
  }

  /** Whether bytes begin like TIFF, of 32 or 64 bits. */
  static boolean recognizes(Bytes file) {
    return file.has(0, "II*\0") || file.has(0, "MM\0*") || isBig(file);
  }

  /** Whether they begin like BigTIFF. */
  static boolean isBig(Bytes file) {
    return file.has(0, "II+\0") || file.has(0, "MM\0+");
  }

  /**
   * Reads the first directory; the values are read when they are asked for.
   *
   * @throws IOException if it is cut
   */
  static TiffDirectory first(Bytes file) throws IOException {
    TiffDirectory directory = new TiffDirectory(file, file.has(0, "MM"), isBig(file));
    long at = directory.big ? directory.u64(8) : directory.u32(4);
    long count = directory.big ? directory.u64(at) : directory.u16(at);
    int size = directory.big ? 20 : 12;
    long entry = at + (directory.big ? 8 : 2);
    file.part(entry, Math.multiplyExact(count, size));
    for (long i = 0; i < count; i++, entry += size) {
      Field field =
          new Field(
              directory.u16(entry + 2),
              directory.big ? directory.u64(entry + 4) : directory.u32(entry + 4),
              entry + (directory.big ? 12 : 8));
      directory.fields.putIfAbsent(directory.u16(entry), field);
    }
    return directory;
  }

  /**
   * The first value of a tag.
   *
   * @param otherwise for a tag that is not there, or holds no whole numbers
   */
  long value(int tag, long otherwise) throws IOException {
    long[] values = values(tag);
    return values.length == 0 ? otherwise : values[0];
  }

  /** The whole numbers of a tag; empty if it is not there. */
  long[] values(int tag) throws IOException {
    Field field = fields.get(tag);
    if (field == null || size(field.type()) == 0) {
      return new long[0];
    }
    Bytes data = data(field);
    long[] values = new long[Math.toIntExact(field.count())];
    TiffDirectory there = new TiffDirectory(data, bigEndian, big);
    for (int i = 0; i < values.length; i++) {
      values[i] = there.number(field.type(), (long) i * size(field.type()));
    }
    return values;
  }

  /** The bytes of a tag; none if it is not there. */
  Bytes bytes(int tag) throws IOException {
    Field field = fields.get(tag);
    return field == null || size(field.type()) != 1 ? Bytes.of(new byte[0]) : data(field);
  }

  private Bytes data(Field field) throws IOException {
    long length = Math.multiplyExact(field.count(), (long) size(field.type()));
    boolean here = length <= (big ? 8 : 4);
    return file.part(here ? field.at() : big ? u64(field.at()) : u32(field.at()), length);
  }

  private static int size(int type) {
    return switch (type) {
      case BYTE, UNDEFINED -> 1;
      case SHORT -> 2;
      case LONG -> 4;
      case LONG8 -> 8;
      default -> 0;
    };
  }

  private long number(int type, long at) throws EOFException {
    return switch (size(type)) {
      case 1 -> file.u8(at);
      case 2 -> u16(at);
      case 4 -> u32(at);
      default -> u64(at);
    };
  }

  private int u16(long at) throws EOFException {
    return bigEndian ? file.u16be(at) : file.u16le(at);
  }

  private long u32(long at) throws EOFException {
    return bigEndian ? file.u32be(at) : file.u32le(at);
  }

  private long u64(long at) throws EOFException {
    return bigEndian
        ? file.u32be(at) << 32 | file.u32be(at + 4)
        : file.u32le(at + 4) << 32 | file.u32le(at);
  }
}
