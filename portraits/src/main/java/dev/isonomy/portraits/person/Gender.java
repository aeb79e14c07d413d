package dev.isonomy.portraits.person;

/** Gender presentation of a portrait; the ordinal is the class index. */
public enum Gender {
  /** Class 0. */
  FEMININE,
  /** Class 1. */
  MASCULINE
}
