package dev.isonomy.portraits.render;

/** A surface that rays can hit. */
sealed interface Shape permits Ellipsoid, Spectacles {
  /** Distance along the ray to the nearest hit that the clip keeps, or +infinity. */
  double hit(Ray ray, Clip clip);

  /** Sets the outward normal at a point of the surface. */
  void normalAt(SurfacePoint point);

  /** A corner of an axis-aligned bounding box; {@code corner} in [0, 8). */
  Vec3 corner(int corner);
}
