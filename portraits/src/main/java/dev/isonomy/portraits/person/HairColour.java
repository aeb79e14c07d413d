package dev.isonomy.portraits.person;

/** Hair colour of a portrait; the ordinal is the class index. */
public enum HairColour {
  /** Class 0. */
  BLACK,
  /** Class 1. */
  BROWN,
  /** Class 2. */
  BLOND,
  /** Class 3. */
  RED,
  /** Class 4: grey to white, worn by every senior and by nobody else. */
  GREY
}
