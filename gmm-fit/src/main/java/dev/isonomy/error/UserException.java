package dev.isonomy.error;

/**
 * A mistake that the user can mend.
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
}
