package dev.isonomy.portraits;

import dev.isonomy.portraits.render.Camera;
import dev.isonomy.portraits.render.Vec3;
import dev.isonomy.splat.SplatCamera;

/**
 * The frame in which heads become splats: centred on the portrait camera's target, turned so that
 * the portrait's own camera lies on the x axis, and scaled so that the figure fits into a cube of
 * about 1.2. Whoever has an image only knows where its camera is in this frame, not how the head is
 * turned.
 *
 * @param yaw turn of the portrait's own camera around the head in degrees
 */
record HeadFrame(double yaw) {
  /** Units of the frame per head unit. */
  static final double SCALE = 0.4;

  /** A camera around the head, {@code yaw} and {@code pitch} degrees off the portrait's own. */
  Camera camera(View view) {
    return Camera.orbit(yaw + view.yaw(), view.pitch(), Camera.PORTRAIT_DISTANCE * view.distance());
  }

  /** The same camera in this frame. */
  static SplatCamera splatCamera(View view) {
    return SplatCamera.orbit(
        view.yaw(),
        view.pitch(),
        Camera.PORTRAIT_DISTANCE * SCALE * view.distance(),
        Camera.PORTRAIT_FIELD_OF_VIEW);
  }

  /** A point in head units as a point of this frame: x front, y right, z up. */
  Vec3 point(Vec3 head) {
    Vec3 p = head.minus(Camera.portrait(0).target());
    double a = StrictMath.toRadians(yaw);
    double front = p.x() * StrictMath.sin(a) + p.z() * StrictMath.cos(a);
    double right = p.x() * StrictMath.cos(a) - p.z() * StrictMath.sin(a);
    return new Vec3(front, right, p.y()).times(SCALE);
  }

  /**
   * Where a camera stands relative to the portrait's own.
   *
   * @param yaw degrees to the right
   * @param pitch degrees upwards
   * @param distance share of the portrait camera's distance
   */
  record View(double yaw, double pitch, double distance) {}
}
