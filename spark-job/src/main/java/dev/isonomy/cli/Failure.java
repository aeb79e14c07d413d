package dev.isonomy.cli;

import dev.isonomy.config.Redaction;
import dev.isonomy.error.UserException;
import dev.isonomy.run.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever was thrown into one line, a hint where there is a true one, and an exit status.
 */
final class Failure {
  // Spark's messages can hold whole stack traces; the log has them.
  private static final int LONGEST = 600;

  private Failure() {}

  /** What the same command does the next time. */
  enum NextTime {
    /** It goes on where it stopped. */
    CONTINUES,
    /** It begins again. */
    REPEATS
  }

  static int report(Console console, Throwable error, NextTime nextTime, String... arguments) {
    Optional<UserException> mistake = UserException.behind(error);
    if (mistake.isPresent()) {
      console.error(oneLine(mistake.get().getMessage()));
      return Isonomy.USER_ERROR;
    }
    log(error);
    Optional<MachineFault> fault = MachineFault.behind(error, arguments);
    console.error(
        "the run failed: "
            + (fault.isPresent() ? fault.get().cause() : oneLine(describe(error)))
            + fault.map(MachineFault::remedy).map(remedy -> "; " + remedy).orElse(""));
    String hint =
        nextTime == NextTime.CONTINUES
            ? "what was committed stays valid; run the same command again to continue. "
            : "";
    String details = details(console.logFile());
    if (!(hint + details).isEmpty()) {
      console.error((hint + details).strip());
    }
    return Isonomy.FAILED;
  }

  private static void log(Throwable error) {
    try {
      LoggerFactory.getLogger(Failure.class).error("the run failed", error);
    } catch (RuntimeException | Error unwritable) {
      // The disk may be full, or memory: the line for the user matters more.
    }
  }

  private static String details(String log) {
    boolean file = log.endsWith(".log");
    return file && !Files.exists(Path.of(log)) ? "" : "Details: " + log;
  }

  private static String describe(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String name = root.getClass().getSimpleName();
    return root.getMessage() == null ? name : name + ": " + root.getMessage();
  }

  private static String oneLine(String message) {
    String line = Redaction.redactMessage(message).replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
