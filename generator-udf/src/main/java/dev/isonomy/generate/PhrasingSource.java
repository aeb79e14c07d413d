package dev.isonomy.generate;

import dev.isonomy.condition.PromptTable;

/**
 * The phrasings of each prompt as the components of a trivial mixture: one of them is drawn, and
 * the model, given its text, starts from pure noise.
 *
 * @param prompts how many prompts there are
 * @param componentCount how many phrasings each of them has
 */
public record PhrasingSource(int prompts, int componentCount) implements LatentSource {
  /** The phrasings of a table. */
  public static PhrasingSource of(PromptTable table) {
    return new PhrasingSource(table.prompts().size(), table.phrasingsEach());
  }

  @Override
  public int dimension() {
    return 0;
  }

  @Override
  public void draw(int component, DrawKey key, float[] out) {
    // nothing: the noise of a draw is keyed by the draw alone
  }

  @Override
  public int text(int prompt, int component) {
    return prompts + (prompt * componentCount) + component;
  }

  @Override
  public int column(int text, int component) {
    return text - prompts;
  }

  @Override
  public ComponentPosterior componentPosterior() {
    throw new UnsupportedOperationException("draws from noise have no latent to ask about");
  }
}
