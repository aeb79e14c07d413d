package dev.isonomy.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a tar archive of small files in the POSIX ustar format. No times, owners or other traces
 * of a machine: the same files give the same bytes.
 *
 * <p>By hand, as commons-compress since 1.26 needs a commons-lang3 that is newer than what Spark
 * 3.5 has, and its versions before that have known faults.
 */
final class Tar implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;

  private final OutputStream out;

  Tar(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a file.
   *
   * @param name at most 100 bytes
   * @throws IllegalArgumentException if the name is longer
   */
  void add(String name, byte[] content) throws IOException {
    byte[] header = new byte[BLOCK];
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > LONGEST_NAME) {
      throw new IllegalArgumentException("a name must have at most 100 bytes but was " + name);
    }
    System.arraycopy(encoded, 0, header, 0, encoded.length);
    octal(header, 100, 8, 0644); // mode
    octal(header, 108, 8, 0); // owner
    octal(header, 116, 8, 0); // group
    octal(header, 124, 12, content.length);
    octal(header, 136, 12, 0); // time
    header[156] = '0'; // a regular file
    text(header, 257, "ustar");
    text(header, 263, "00");
    octal(header, 148, 8, checksum(header));
    out.write(header);
    out.write(content);
    out.write(new byte[(BLOCK - (content.length % BLOCK)) % BLOCK]);
  }

  /** The sum of all bytes, those of its own field taken as blanks. */
  private static int checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    return sum;
  }

  private static void octal(byte[] header, int at, int width, long number) {
    text(header, at, String.format(Locale.ROOT, "%0" + (width - 1) + "o", number));
  }

  private static void text(byte[] header, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, at, ascii.length);
  }

  /** Ends the archive and closes the stream. */
  @Override
  public void close() throws IOException {
    try (OutputStream closed = out) {
      closed.write(new byte[2 * BLOCK]);
    }
  }
}
