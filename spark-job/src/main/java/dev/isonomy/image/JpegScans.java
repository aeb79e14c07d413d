package dev.isonomy.image;

import java.io.IOException;

/**
 * Which coefficients the scans of a JPEG have brought, and to which bit. A file that was cut
 * between two scans and closed with an end marker decodes without a warning, blurred.
 */
final class JpegScans {
  private static final int COEFFICIENTS = 64;
  private static final int MISSING = 99;

  private final String names;
  private final boolean progressive;
  private final int[][] lowestBits;

  JpegScans(String names, boolean progressive) {
    this.names = names;
    this.progressive = progressive;
    this.lowestBits = new int[names.length()][COEFFICIENTS];
    for (int[] component : lowestBits) {
      java.util.Arrays.fill(component, MISSING);
    }
  }

  /** Takes note of a scan's header. */
  void add(Bytes segment) throws IOException {
    int count = segment.u8(2);
    int last = 3 + 2 * count;
    int from = progressive ? segment.u8(last) : 0;
    int to = progressive ? segment.u8(last + 1) : COEFFICIENTS - 1;
    int bit = progressive ? segment.u8(last + 2) & 15 : 0;
    if (from > to || to >= COEFFICIENTS) {
      throw new IOException("a scan of coefficients %d to %d".formatted(from, to));
    }
    for (int i = 0; i < count; i++) {
      int component = names.indexOf(segment.u8(3 + 2 * i));
      if (component < 0) {
        throw new IOException("a scan of a component that the frame does not have");
      }
      for (int k = from; k <= to; k++) {
        lowestBits[component][k] = bit;
      }
    }
  }

  void requireComplete() throws IOException {
    for (int[] component : lowestBits) {
      for (int bit : component) {
        if (bit != 0) {
          throw new IOException("some of its scans are missing");
        }
      }
    }
  }
}
