package dev.isonomy.config;

/** What is done with the labels of a source. */
public enum SourceLabels {
  /** Columns or folders of the attributes are read; others that look like labels are refused. */
  READ,
  /** Every image is unlabelled, whatever its columns or folders are called. */
  IGNORE
}
