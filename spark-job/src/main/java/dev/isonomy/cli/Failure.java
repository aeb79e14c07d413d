package dev.isonomy.cli;

import dev.isonomy.config.Redaction;
import dev.isonomy.error.UserException;
import dev.isonomy.stage.Console;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Turns an exception into one line and an exit status. */
final class Failure {
  // Spark's messages can hold whole stack traces; the log has them.
  private static final int LONGEST = 600;

  private Failure() {}

  static int report(Console console, Throwable error) {
    Optional<UserException> mistake = UserException.behind(error);
    if (mistake.isPresent()) {
      console.error(oneLine(mistake.get().getMessage()));
      return Isonomy.USER_ERROR;
    }
    LoggerFactory.getLogger(Failure.class).error("the run failed", error);
    Throwable root = root(error);
    console.error(
        "the run failed: "
            + root.getClass().getSimpleName()
            + ": "
            + oneLine(String.valueOf(root.getMessage())));
    console.error(
        "what was committed stays valid; run the same command again to continue. Details: "
            + console.logFile());
    return Isonomy.FAILED;
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String oneLine(String message) {
    String line = Redaction.redactMessage(message).replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
