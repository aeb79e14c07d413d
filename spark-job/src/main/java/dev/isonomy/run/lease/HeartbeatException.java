package dev.isonomy.run.lease;

/** The lease could not be renewed for so long that another process may soon take it over. */
public final class HeartbeatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HeartbeatException(String message) {
    super(message);
  }
}
