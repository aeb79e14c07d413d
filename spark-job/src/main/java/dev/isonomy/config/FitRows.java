package dev.isonomy.config;

/** Which latents the mixture's means and covariances are fitted to. */
public enum FitRows {
  /** Labelled and unlabelled ones. */
  ALL,
  /** Labelled ones alone; the others may still tell the weights. */
  LABELLED
}
