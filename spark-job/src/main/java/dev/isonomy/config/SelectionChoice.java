package dev.isonomy.config;

/** Values of {@code fit.selection.by}. */
public enum SelectionChoice {
  NONE,
  HELD_OUT,
  PURITY,
  BIC
}
