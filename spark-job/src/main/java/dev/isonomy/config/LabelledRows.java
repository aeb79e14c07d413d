package dev.isonomy.config;

/** What the frequencies of labelled images say. */
public enum LabelledRows {
  /** Labelled images that are drawn are chosen; those of other sources are natural. */
  AUTO,
  /** They are a sample like the unlabelled ones: their labels tell the natural shares. */
  NATURAL,
  /** They were chosen cell by cell: only unlabelled ones tell the natural shares. */
  CHOSEN
}
