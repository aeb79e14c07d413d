package dev.isonomy.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A directory that libraries unpack native code into. On a file system that is mounted {@code
 * noexec} the code is written and cannot be loaded, which libraries tell in many ways, none of them
 * clear.
 */
public final class NativeDirectory {
  private static final String DENIED = "error=13";
  private static final long LONGEST_SECONDS = 10;

  private NativeDirectory() {}

  /**
   * Tries to write a program there and to run it.
   *
   * @param directory it, or one that will be made there
   * @return what is wrong with it, in words that follow its name; empty if nothing is
   */
  public static Optional<String> problem(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there)) {
      return Optional.of("is no directory and cannot be made");
    }
    Path program;
    try {
      program = Files.createTempFile(there, "isonomy", ".sh");
    } catch (IOException | SecurityException e) {
      String message = String.valueOf(e.getMessage());
      return Optional.of(
          message.contains("No space left on device")
              ? "is full (No space left on device)"
              : "cannot be written");
    }
    try {
      return run(program);
    } finally {
      program.toFile().delete();
    }
  }

  private static Optional<String> run(Path program) {
    try {
      Files.writeString(program, "#!/bin/sh\n");
      if (!program.toFile().setExecutable(true)) {
        return Optional.empty(); // no file system of a Unix
      }
      Process process = new ProcessBuilder(program.toString()).start();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return Optional.empty();
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("No space left on device")) {
        return Optional.of("is full (No space left on device)");
      }
      return message.contains(DENIED)
          ? Optional.of("forbids executing (noexec)")
          : Optional.empty(); // such as a system without /bin/sh
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
