package dev.isonomy.generate;

/**
 * A draw without rejection.
 *
 * @param draw its number
 * @param text index of what the model was given, see {@link dev.isonomy.condition.PromptTable}; 0
 *     without prompts
 * @param component the mixture component of its latent, or the phrasing; -1 without either
 * @param latent the clean latent that it was drawn from, {@link KeptDraw#NO_LATENT} for none
 * @param label what the labeler says
 * @param pixels bytes, see {@link Pixels}
 */
public record DrawnImage(
    long draw, int text, int component, float[] latent, Label label, byte[] pixels) {
  /** The component of a draw without latent. */
  public static final int NO_COMPONENT = -1;
}
