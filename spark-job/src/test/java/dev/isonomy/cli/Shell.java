package dev.isonomy.cli;

import dev.isonomy.run.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands in this JVM and keeps what they say. */
public final class Shell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Runs a command; returns its exit status. */
  public int run(String... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return Isonomy.execute(console, arguments);
  }

  /** What the last command printed. */
  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What the last command said on standard error, line by line. */
  public List<String> err() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
