package dev.isonomy.portraits.person;

/** Facial hair. */
public enum Beard {
  /** Clean shaven. */
  NONE,
  /** A shade on jaw and upper lip. */
  STUBBLE,
  /** Moustache only. */
  MOUSTACHE,
  /** Full beard with moustache. */
  FULL
}
