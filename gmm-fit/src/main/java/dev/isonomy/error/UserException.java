package dev.isonomy.error;

import java.util.Optional;

/**
 * A mistake that the user can correct.
 *
 * <p>The message is one line that names the key, file or row, what was found, and what is allowed
 * or what to change. It is shown without a stack trace.
 */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception from a message of one line.
   *
   * @param message what was found, where, and what is allowed
   */
  public UserException(String message) {
    super(message);
  }

  /**
   * Makes an exception that keeps its cause for the log.
   *
   * @param message what was found, where, and what is allowed
   * @param cause the exception behind it
   */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The mistake behind an error, such as one that a task of a cluster reports.
   *
   * @param error any exception
   * @return the exception itself or the first of its causes that is a user's mistake
   */
  public static Optional<UserException> behind(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof UserException mistake) {
        return Optional.of(mistake);
      }
    }
    return Optional.empty();
  }
}
