package dev.isonomy.splat;

/** A file that is not what its format says; the message says why. */
final class MalformedSplatsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedSplatsException(String message) {
    super(message);
  }

  /** Checks that a count can be taken seriously. */
  static int count(long count) {
    if (count < 0 || count > SplatFormat.MAX_COUNT) {
      throw new MalformedSplatsException(
          "it claims " + count + " Gaussians, at most " + SplatFormat.MAX_COUNT + " are read");
    }
    return (int) count;
  }
}
