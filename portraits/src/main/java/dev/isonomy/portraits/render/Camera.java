package dev.isonomy.portraits.render;

/**
 * A pinhole camera with a square image.
 *
 * @param position centre of projection in head units
 * @param target point at the centre of the image
 * @param fieldOfView full opening angle in degrees, in (0, 120]
 */
public record Camera(Vec3 position, Vec3 target, double fieldOfView) {
  /** Distance of the portrait camera in head units: long enough to flatter. */
  public static final double PORTRAIT_DISTANCE = 7.5;

  /** Opening angle of the portrait camera in degrees. */
  public static final double PORTRAIT_FIELD_OF_VIEW = 22;

  private static final Vec3 PORTRAIT_TARGET = new Vec3(0, -0.07, 0);

  /** Checks the opening angle and that position and target differ. */
  public Camera {
    if (!(fieldOfView > 0 && fieldOfView <= 120)) {
      throw new IllegalArgumentException(
          "fieldOfView must be in (0, 120] degrees but was " + fieldOfView);
    }
    Vec3 forward = target.minus(position);
    if (!(forward.x() * forward.x() + forward.z() * forward.z() > 1e-12)) {
      throw new IllegalArgumentException(
          "the view must not be vertical or empty but was from " + position + " to " + target);
    }
  }

  /** The portrait camera, turned around the head by {@code yaw} degrees. */
  public static Camera portrait(double yaw) {
    return orbit(yaw, 0, PORTRAIT_DISTANCE);
  }

  /**
   * A camera on a sphere around the head.
   *
   * @param yaw degrees to the viewer's right
   * @param pitch degrees upwards, in (-90, 90)
   * @param distance from the target in head units
   */
  public static Camera orbit(double yaw, double pitch, double distance) {
    double a = StrictMath.toRadians(yaw);
    double b = StrictMath.toRadians(pitch);
    double flat = distance * StrictMath.cos(b);
    Vec3 offset =
        new Vec3(flat * StrictMath.sin(a), distance * StrictMath.sin(b), flat * StrictMath.cos(a));
    return new Camera(PORTRAIT_TARGET.plus(offset), PORTRAIT_TARGET, PORTRAIT_FIELD_OF_VIEW);
  }

  /** Unit vector of the viewing direction. */
  public Vec3 forward() {
    return target.minus(position).normalized();
  }

  /** Unit vector to the right of the image. */
  public Vec3 right() {
    return forward().cross(new Vec3(0, 1, 0)).normalized();
  }

  /** Unit vector to the top of the image. */
  public Vec3 up() {
    return right().cross(forward());
  }

  /** Half the image's extent at distance 1. */
  public double halfExtent() {
    return StrictMath.tan(StrictMath.toRadians(fieldOfView / 2));
  }
}
