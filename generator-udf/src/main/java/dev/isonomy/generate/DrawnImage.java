package dev.isonomy.generate;

/**
 * A draw without rejection.
 *
 * @param draw its number
 * @param component the mixture component of its latent, -1 without latent
 * @param label what the labeler says
 * @param pixels bytes, see {@link Pixels}
 */
public record DrawnImage(long draw, int component, Label label, byte[] pixels) {
  /** The component of a draw without latent. */
  public static final int NO_COMPONENT = -1;
}
