package dev.isonomy.portraits.person;

/** Earrings. */
public enum Earrings {
  /** None. */
  NONE,
  /** A golden ball on each side. */
  GOLD
}
