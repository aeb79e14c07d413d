package dev.isonomy.portraits;

/** Earrings. */
public enum Earrings {
  /** None. */
  NONE,
  /** A golden ball on each side. */
  GOLD
}
