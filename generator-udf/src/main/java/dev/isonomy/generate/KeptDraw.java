package dev.isonomy.generate;

/**
 * An image that is kept, before it is encoded.
 *
 * @param unit the work unit
 * @param draw number of the draw inside unit and cell
 * @param runSeed the seed that keyed it
 * @param label its cell and classes, as the labeler sees them
 * @param prompt index of the prompt that was asked for, 0 without prompts
 * @param text index of what the model was given, see {@link dev.isonomy.condition.PromptTable}; 0
 *     without prompts
 * @param component the mixture component that its latent was drawn from, or the phrasing
 * @param latent the clean latent that it was drawn from, {@link #NO_LATENT} for none
 * @param pixels its pixels, see {@link Pixels}
 */
public record KeptDraw(
    long unit,
    long draw,
    long runSeed,
    Label label,
    int prompt,
    int text,
    int component,
    float[] latent,
    byte[] pixels) {
  /** The latent of a draw that started from a noised state or from pure noise. */
  public static final float[] NO_LATENT = new float[0];
}
