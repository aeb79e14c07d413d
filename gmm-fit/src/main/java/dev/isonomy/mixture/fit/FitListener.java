package dev.isonomy.mixture.fit;

/** Is told how far a fit has come; nothing that is fitted depends on it. */
@FunctionalInterface
public interface FitListener {
  /** Says nothing. */
  FitListener SILENT = step -> {};

  /**
   * Something begins, or goes on.
   *
   * @param step a few words, such as {@code iteration 12 of at most 100, log-likelihood -19.431}
   */
  void reached(String step);
}
