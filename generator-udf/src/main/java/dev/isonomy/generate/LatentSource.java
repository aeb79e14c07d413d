package dev.isonomy.generate;

import java.io.Serializable;

/**
 * Draws latent vectors from the components of a mixture. A port, so that any latent model can be
 * drawn from.
 */
public interface LatentSource extends Serializable {

  /** Width of a latent vector. */
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

  /** Prepares P(component | latent). */
  ComponentPosterior componentPosterior();
}
