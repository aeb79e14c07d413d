package dev.isonomy.image;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** A file in memory, or a part of one, read at any place in either byte order. */
final class Bytes {
  private final byte[] data;
  private final int from;
  private final int length;

  private Bytes(byte[] data, int from, int length) {
    this.data = data;
    this.from = from;
    this.length = length;
  }

  static Bytes of(byte[] data) {
    return new Bytes(data, 0, data.length);
  }

  int length() {
    return length;
  }

  /**
   * A part of these bytes.
   *
   * @throws EOFException if it lies beyond their end
   */
  Bytes part(long at, long size) throws EOFException {
    require(at, size);
    return new Bytes(data, from + (int) at, (int) size);
  }

  /** The first bytes, at most so many. */
  Bytes start(int most) {
    return new Bytes(data, from, Math.min(length, most));
  }

  byte[] toArray() {
    return Arrays.copyOfRange(data, from, from + length);
  }

  /** One byte, 0 to 255. */
  int u8(long at) throws EOFException {
    require(at, 1);
    return data[from + (int) at] & 0xff;
  }

  int u16be(long at) throws EOFException {
    return u8(at) << 8 | u8(at + 1);
  }

  int u16le(long at) throws EOFException {
    return u8(at + 1) << 8 | u8(at);
  }

  int u24le(long at) throws EOFException {
    return u8(at + 2) << 16 | u16le(at);
  }

  long u32be(long at) throws EOFException {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32le(long at) throws EOFException {
    return (long) u16le(at + 2) << 16 | u16le(at);
  }

  private void require(long at, long size) throws EOFException {
    if (at < 0 || size < 0 || at > length - size) { // sums of 64 bits overflow
      throw new EOFException(
          String.format(Locale.ROOT, "it ends after %,d bytes, in the middle", length));
    }
  }

  /** Whether an ASCII text stands at a place; false beyond the end. */
  boolean has(long at, String ascii) {
    if (at < 0 || at > length - ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if ((data[from + (int) at + i] & 0xff) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A text of four characters. */
  String name(long at) throws EOFException {
    return part(at, 4).latin1();
  }

  /** All as text, one character per byte. */
  String latin1() {
    return new String(data, from, length, StandardCharsets.ISO_8859_1);
  }
}
