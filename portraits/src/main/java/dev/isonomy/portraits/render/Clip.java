package dev.isonomy.portraits.render;

/** Which points of a surface exist; the rest is cut away. */
@FunctionalInterface
interface Clip {
  /** Everything. */
  Clip WHOLE = (x, y, z) -> true;

  boolean keeps(double x, double y, double z);
}
