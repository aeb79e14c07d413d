package dev.isonomy.model;

/** A network failed while it ran. */
public final class ModuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** No single sample is to blame. */
  public static final int NO_SAMPLE = -1;

  private final int sample;

  /** A failure of a whole call. */
  public ModuleException(String message, Throwable cause) {
    super(message, cause);
    this.sample = NO_SAMPLE;
  }

  /** A failure of one sample of a call. */
  public ModuleException(String message, int sample) {
    super(message);
    this.sample = sample;
  }

  /** Index of the sample in the call that failed, or {@link #NO_SAMPLE}. */
  public int sample() {
    return sample;
  }
}
