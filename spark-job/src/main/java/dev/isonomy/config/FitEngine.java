package dev.isonomy.config;

/** Who fits the mixture. */
public enum FitEngine {
  /** Log-space EM in blocks of rows. */
  ISONOMY,
  /** Spark's GaussianMixture: the baseline. */
  MLLIB
}
