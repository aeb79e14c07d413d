package dev.isonomy.mixture.fit;

/** Hears of the progress of a fit. No result depends on it. */
@FunctionalInterface
public interface FitListener {
  /** Ignores all progress. */
  FitListener SILENT = step -> {};

  /**
   * Reports the current step.
   *
   * @param step a short description, such as {@code iteration 12 of at most 100, log-likelihood
   *     -19.431}
   */
  void reached(String step);
}
