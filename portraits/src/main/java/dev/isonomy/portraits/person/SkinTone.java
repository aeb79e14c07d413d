package dev.isonomy.portraits.person;

/** Skin tone of a portrait; the ordinal is the class index. */
public enum SkinTone {
  /** Class 0. */
  LIGHT,
  /** Class 1. */
  MEDIUM,
  /** Class 2. */
  DARK
}
