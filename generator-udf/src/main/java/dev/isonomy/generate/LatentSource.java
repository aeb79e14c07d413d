package dev.isonomy.generate;

import java.io.Serializable;

/**
 * Draws latent vectors from the components of a mixture. A port, so that any latent model can be
 * drawn from; {@link PhrasingSource} has components without latents.
 */
public interface LatentSource extends Serializable {

  /** Width of a latent vector; 0 where draws start from pure noise. */
  int dimension();

  /** How many components there are. */
  int componentCount();

  /**
   * Draws a latent vector from a component.
   *
   * @param component index of the component
   * @param key gives the streams {@code LATENT} and {@code RESIDUAL}
   * @param out receives {@link #dimension()} numbers
   */
  void draw(int component, DrawKey key, float[] out);

  /**
   * What the model is given for a draw: index of a text of {@link
   * dev.isonomy.condition.PromptTable}.
   *
   * @param prompt index of the prompt that is asked for, 0 for a model without
   * @param component index of the component
   */
  default int text(int prompt, int component) {
    return prompt;
  }

  /**
   * Where P(cell | component) is kept for a draw: a column of the matrix.
   *
   * @param text what the model was given, see {@link #text}
   * @param component index of the component
   */
  default int column(int text, int component) {
    return component;
  }

  /** Prepares P(component | latent). */
  ComponentPosterior componentPosterior();
}
