package dev.isonomy.config;

/** What happens when a cell's draws are used up. */
public enum ShortfallChoice {
  FAIL,
  REPORT
}
