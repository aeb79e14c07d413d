package dev.isonomy.generate;

/** A cell's draws are used up before its quota is met. */
public final class ShortfallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception with a message of one line. */
  public ShortfallException(String message) {
    super(message);
  }
}
