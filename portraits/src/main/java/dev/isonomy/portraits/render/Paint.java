package dev.isonomy.portraits.render;

/** Gives a point of a surface its colour and material. */
@FunctionalInterface
interface Paint {
  void apply(SurfacePoint point);
}
