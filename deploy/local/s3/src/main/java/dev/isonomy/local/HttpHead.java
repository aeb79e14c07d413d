package dev.isonomy.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * First line and headers of an HTTP/1.1 message.
 *
 * @param lines the first line and one line per header
 */
record HttpHead(List<String> lines) {
  private static final int LONGEST = 64 << 10;
  private static final int SWITCHING = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** The next head of a connection; empty at its end. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int blank = 0; // bytes of CR LF CR LF that were seen last
    while (blank < 4) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      bytes.write(next);
      boolean expected = next == (blank % 2 == 0 ? '\r' : '\n');
      blank = expected ? blank + 1 : next == '\r' ? 1 : 0;
      if (bytes.size() > LONGEST) {
        throw new IOException("a head of more than " + LONGEST + " bytes");
      }
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return Optional.of(new HttpHead(text.strip().lines().toList()));
  }

  Optional<String> header(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
        .map(line -> line.substring(prefix.length()).trim())
        .findFirst();
  }

  HttpHead without(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return new HttpHead(
        lines.stream().filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(prefix)).toList());
  }

  String method() {
    return lines.get(0).split(" ", 2)[0];
  }

  int status() {
    return Integer.parseInt(lines.get(0).split(" ", 3)[1]);
  }

  /** Whether an answer to a request has a body at all. */
  boolean answersWithBody(HttpHead request) {
    int status = status();
    return !request.method().equals("HEAD")
        && status >= SWITCHING
        && status != NO_CONTENT
        && status != NOT_MODIFIED;
  }

  boolean chunked() {
    return header("transfer-encoding")
        .map(value -> value.equalsIgnoreCase("chunked"))
        .orElse(false);
  }

  long length() {
    return header("content-length").map(Long::parseLong).orElse(0L);
  }

  boolean closes() {
    return header("connection").map(value -> value.equalsIgnoreCase("close")).orElse(false);
  }

  void write(OutputStream out) throws IOException {
    out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }
}
