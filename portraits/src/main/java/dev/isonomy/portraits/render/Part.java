package dev.isonomy.portraits.render;

/**
 * A painted surface of a head.
 *
 * @param shape surface
 * @param clip which points of it exist
 * @param paint colour and material
 * @param blend parts that its normals melt into
 */
record Part(Shape shape, Clip clip, Paint paint, Blend blend) {
  /** Groups of parts whose normals melt into one another, so that no creases show. */
  enum Blend {
    /** Keeps its own normals. */
    NONE(0),
    /** Skull, jaw and nose. */
    SKIN(0.075),
    /** Cap and locks of smooth hair. */
    HAIR(0.10);

    /** Scale of the melting in head units. */
    final double softness;

    Blend(double softness) {
      this.softness = softness;
    }
  }
}
