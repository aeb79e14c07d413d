package dev.isonomy.model;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that refuses to become longer than a limit, and closes its archive. */
final class LimitedStream extends FilterInputStream {
  private final String name;
  private final long limit;
  private final Closeable archive;
  private long count;

  LimitedStream(InputStream in, long limit, String name, Closeable archive) {
    super(in);
    this.name = name;
    this.limit = limit;
    this.archive = archive;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      add(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    if (read > 0) {
      add(read);
    }
    return read;
  }

  private void add(int bytes) throws IOException {
    count += bytes;
    if (count > limit) {
      throw new ExpansionException(
          name + " expands to more than " + limit + " bytes, as a zip bomb does");
    }
  }

  @Override
  public void close() throws IOException {
    try (archive) {
      super.close();
    }
  }
}
