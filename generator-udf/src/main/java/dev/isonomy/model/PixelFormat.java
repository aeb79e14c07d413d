package dev.isonomy.model;

import java.util.Arrays;
import java.util.Optional;

/** How a pixel is stored, under the names that Pillow has for it. */
public enum PixelFormat {
  /** Grey of 8 bits. */
  GREY("L", 1, 8),

  /** Grey of 16 bits, the low byte first: heights and other measurements that 8 bits would step. */
  GREY_16("I;16", 1, 16),

  /** Red, green and blue of 8 bits each. */
  RGB("RGB", 3, 8),

  /** Red, green and blue, not multiplied by the opacity that follows them; 8 bits each. */
  RGBA("RGBA", 4, 8);

  private final String mode;
  private final int channels;
  private final int bits;

  PixelFormat(String mode, int channels, int bits) {
    this.mode = mode;
    this.channels = channels;
    this.bits = bits;
  }

  /** The format of so many channels and bits; empty if there is none. */
  static Optional<PixelFormat> of(int channels, int bits) {
    return Arrays.stream(values())
        .filter(format -> format.channels == channels && format.bits == bits)
        .findFirst();
  }

  /** Pillow's name of the mode. */
  public String mode() {
    return mode;
  }

  /** Numbers of a pixel. */
  public int channels() {
    return channels;
  }

  /** Bits of a number. */
  public int bits() {
    return bits;
  }

  /** Bytes of a pixel. */
  public int bytes() {
    return channels * bits / Byte.SIZE;
  }

  /** The largest number of a channel; the smallest is 0. */
  public int most() {
    return (1 << bits) - 1;
  }
}
