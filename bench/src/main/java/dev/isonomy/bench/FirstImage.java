package dev.isonomy.bench;

import dev.isonomy.cli.Isonomy;
import dev.isonomy.cluster.ThisJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** How long a person waits: from the command to the first image in the progress bar. */
final class FirstImage {
  private static final Pattern SOME = Pattern.compile("generate .*] [1-9]\\d*/");

  private FirstImage() {}

  /** Seconds from the start of a JVM that generates a planned run to its first image. */
  static double seconds(PreparedRun run) {
    List<String> command = ThisJvm.command(List.of(), true, Isonomy.class.getName());
    command.add("generate");
    command.addAll(run.arguments());
    long start = System.nanoTime();
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        // A redrawn bar ends in a carriage return, which ends a line here as well.
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (SOME.matcher(line).find()) {
            return (System.nanoTime() - start) / 1e9;
          }
        }
      } finally {
        process.destroy();
        process.waitFor();
      }
      throw new IllegalStateException("the job made no image");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
