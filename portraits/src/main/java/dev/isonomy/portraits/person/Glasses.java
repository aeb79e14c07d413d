package dev.isonomy.portraits.person;

/** Spectacles; {@link #label()} is the class index. */
public enum Glasses {
  /** No spectacles. */
  NONE,
  /** Round lenses. */
  ROUND,
  /** Rounded rectangular lenses. */
  SQUARE;

  /** Class index: 0 without glasses, 1 with glasses of any shape. */
  public int label() {
    return this == NONE ? 0 : 1;
  }
}
