package dev.isonomy.run;

import java.io.PrintStream;

/**
 * Where a run speaks to a person.
 *
 * @param out results
 * @param err progress and errors
 * @param terminal whether a line on {@code err} can be redrawn
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {
  /** Set by the launcher, which knows whether standard error is a terminal. */
  static final String TERMINAL_PROPERTY = "isonomy.terminal";

  /** Directory of the log file, read by the launcher's logging configuration. */
  static final String LOGS_PROPERTY = "isonomy.logs";

  /** Standard output and standard error. */
  public static Console ofSystem() {
    return new Console(System.out, System.err, Boolean.getBoolean(TERMINAL_PROPERTY));
  }

  /** Prints a line of a result. */
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints a line about what is going on. */
  public void note(String line) {
    err.println(line);
    err.flush();
  }

  /** Prints an error as one line. */
  public void error(String line) {
    note("isonomy: " + line);
  }

  /** Where the log of this process goes. */
  public String logFile() {
    String logs = System.getProperty(LOGS_PROPERTY, "");
    if (logs.isEmpty() && System.getProperty("isonomy.root") != null) { // the launcher's default
      logs =
          "%s/isonomy-logs-%s"
              .formatted(System.getProperty("java.io.tmpdir"), System.getProperty("user.name"));
    }
    return logs.isEmpty() ? "the driver's log" : logs + "/isonomy.log";
  }
}
