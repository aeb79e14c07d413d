package dev.isonomy.run;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where Spark's log of a run goes: into the run's directory, if that is on this machine. */
public final class RunLogs {
  private RunLogs() {}

  /** Names the directory; read by the launcher's configuration when the first message is logged. */
  public static void name(String runDirectory) {
    if (System.getProperty(Console.LOGS_PROPERTY) == null
        && (!runDirectory.contains(":") || runDirectory.startsWith("file:"))) {
      String local = runDirectory.replaceFirst("^file:(//)?", "");
      try {
        Path logs = Path.of(local).toAbsolutePath().resolve("logs");
        System.setProperty(Console.LOGS_PROPERTY, logs.toString());
      } catch (InvalidPathException e) {
        // The run's directory is refused in a moment, with a better message.
      }
    }
  }
}
