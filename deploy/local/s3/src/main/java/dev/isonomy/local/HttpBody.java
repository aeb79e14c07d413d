package dev.isonomy.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Passes the body of an HTTP/1.1 message on, byte by byte as it came. */
final class HttpBody {
  private static final int BUFFER = 16 << 10;
  private static final int HEXADECIMAL = 16;

  private HttpBody() {}

  static void pass(HttpHead head, InputStream in, OutputStream out) throws IOException {
    if (!head.chunked()) {
      pass(head.length(), in, out);
      return;
    }
    long size;
    do {
      String line = line(in, out);
      size = Long.parseLong(line.split(";", 2)[0].trim(), HEXADECIMAL);
      pass(size, in, out);
      if (size > 0) {
        line(in, out);
      }
    } while (size > 0);
    while (!line(in, out).isEmpty()) {
      // trailers
    }
  }

  private static void pass(long count, InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = count;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("the body lacks " + left + " bytes");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String line(InputStream in, OutputStream out) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new EOFException("a chunk breaks off");
      }
      line.append((char) next);
    }
    out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    return line.toString().strip();
  }
}
