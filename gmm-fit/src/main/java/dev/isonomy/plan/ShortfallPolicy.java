package dev.isonomy.plan;

/** What a cell does whose draws are used up before its quota is met. */
public enum ShortfallPolicy {
  /** The unit fails. */
  FAIL,
  /** The unit is delivered with fewer images, and says so. */
  REPORT
}
