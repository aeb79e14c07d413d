package dev.isonomy.image;

import java.io.IOException;
import java.util.Locale;

/** The compressed indices of a GIF image: LZW with codes of variable length, in blocks. */
final class GifData {
  private static final int MOST_CODES = 4096;

  private final Bytes file;
  private long at;
  private int left;
  private int bits;
  private int count;

  private GifData(Bytes file, long at) {
    this.file = file;
    this.at = at;
  }

  /** The place after a chain of blocks. */
  static int end(Bytes file, int from) throws IOException {
    int at = from;
    while (file.u8(at) != 0) {
      at += 1 + file.u8(at);
    }
    return at + 1;
  }

  /** Which stored row is shown as each row. */
  static int[] rows(int height, boolean interlaced) {
    int[] order = new int[height];
    int stored = 0;
    int[][] passes =
        interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
    for (int[] pass : passes) {
      for (int y = pass[0]; y < height; y += pass[1]) {
        order[y] = stored++;
      }
    }
    return order;
  }

  /**
   * Decodes the indices.
   *
   * @param at where the smallest code's size stands
   * @param size how many indices there must be
   * @throws IOException if there are fewer
   */
  static byte[] decode(Bytes file, int at, int size) throws IOException {
    end(file, at + 1); // the blocks are whole
    int smallest = file.u8(at);
    if (smallest < 1 || smallest > 8) {
      throw new IOException("its codes begin with " + smallest + " bits");
    }
    return new GifData(file, at + 1L).decode(smallest, size);
  }

  private byte[] decode(int smallest, int size) throws IOException {
    int clear = 1 << smallest;
    int[] prefix = new int[MOST_CODES];
    byte[] last = new byte[MOST_CODES];
    int[] length = new int[MOST_CODES];
    for (int i = 0; i < clear; i++) {
      last[i] = (byte) i;
      length[i] = 1;
    }
    byte[] out = new byte[size];
    int written = 0;
    int next = clear + 2;
    int width = smallest + 1;
    int before = -1;
    while (written < size) {
      int code = code(width);
      if (code == clear) {
        next = clear + 2;
        width = smallest + 1;
        before = -1;
        continue;
      }
      if (code == clear + 1 || code > next || (code == next && before < 0)) {
        throw new IOException(
            String.format(
                Locale.ROOT, "its data end or are wrong after %,d of %,d pixels", written, size));
      }
      if (before >= 0 && next < MOST_CODES) {
        prefix[next] = before;
        length[next] = length[before] + 1;
        last[next] = first(code == next ? before : code, prefix, length);
        next++;
        if (next == 1 << width && width < 12) {
          width++;
        }
      }
      int end = written + length[code];
      int from = code;
      for (int i = end - 1; i >= written; i--) {
        if (i < size) {
          out[i] = last[from];
        }
        from = prefix[from];
      }
      written = end;
      before = code;
    }
    return out;
  }

  private static byte first(int code, int[] prefix, int[] length) {
    int from = code;
    while (length[from] > 1) {
      from = prefix[from];
    }
    return (byte) from;
  }

  private int code(int width) throws IOException {
    while (count < width) {
      if (left == 0) {
        left = file.u8(at++);
        if (left == 0) {
          throw new IOException("its data end too early");
        }
      }
      bits |= file.u8(at++) << count;
      left--;
      count += 8;
    }
    int code = bits & ((1 << width) - 1);
    bits >>>= width;
    count -= width;
    return code;
  }
}
