package dev.isonomy.generate;

import java.util.OptionalDouble;

/**
 * How likely a cell was before the image was made: what the component and the latent say that it
 * was drawn from. With P(cell | component) as the association has it, P(cell | latent) = sum_k P(k
 * | latent) P(cell | k): a cell depends on the latent through its component alone.
 */
public final class CellEvidence {
  private final LatentSource source;
  private final double[][] purity;
  private ComponentPosterior components; // large, and only clean latents ask for it

  /**
   * The evidence of a source of latents.
   *
   * @param source where latents are drawn from
   * @param purity P(cell | component): [cell][component], in the source's columns; not copied
   */
  public CellEvidence(LatentSource source, double[][] purity) {
    this.source = source;
    this.purity = purity;
  }

  /**
   * P(cell | component).
   *
   * @param cell a cell's index
   * @param text index of what the model was given, see {@link LatentSource#text}
   * @param component the component that an image was drawn from, {@link DrawnImage#NO_COMPONENT}
   *     for none
   * @return the probability, empty without a component
   */
  public OptionalDouble componentPurity(int cell, int text, int component) {
    return component == DrawnImage.NO_COMPONENT
        ? OptionalDouble.empty()
        : OptionalDouble.of(purity[cell][source.column(text, component)]);
  }

  /** Whether draws start from pure noise, whatever their component. */
  public boolean ofNoise() {
    return source.dimension() == 0;
  }

  /**
   * P(cell | latent), over all components.
   *
   * @param cell a cell's index
   * @param latent the clean latent that an image was drawn from, {@link KeptDraw#NO_LATENT} for
   *     none
   * @return the probability, empty without a clean latent
   */
  public OptionalDouble latentPosterior(int cell, float[] latent) {
    if (latent.length == 0) {
      return OptionalDouble.empty();
    }
    double[] shares = components().of(latent);
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      sum += shares[k] * purity[cell][k];
    }
    return OptionalDouble.of(Math.min(1, sum));
  }

  private synchronized ComponentPosterior components() {
    if (components == null) {
      components = source.componentPosterior();
    }
    return components;
  }
}
