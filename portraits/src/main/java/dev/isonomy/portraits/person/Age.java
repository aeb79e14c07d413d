package dev.isonomy.portraits.person;

/** Apparent age of a portrait; the ordinal is the class index. */
public enum Age {
  /** Class 0. */
  YOUNG,
  /** Class 1. */
  MIDDLE_AGED,
  /** Class 2. */
  SENIOR
}
