package dev.isonomy.splat;

import java.util.Arrays;
import java.util.Locale;

/**
 * A pinhole camera in the frame of the splats: x towards the viewer of the input image, y to his
 * right, z up, right-handed (the frame of TriplaneGaussian). The pose is OpenCV's: camera axes x
 * right, y down, z forward.
 *
 * <p>As numbers for a model a camera is [25]: the intrinsics, row major, divided by width and
 * height, and the pose (camera to world), row major [4, 4].
 */
public final class SplatCamera {
  /** Numbers that describe a camera to a model. */
  public static final int CONDITIONING = 25;

  private final double fx;
  private final double fy;
  private final double cx;
  private final double cy;
  private final double[] pose;

  private SplatCamera(double fx, double fy, double cx, double cy, double[] pose) {
    this.fx = fx;
    this.fy = fy;
    this.cx = cx;
    this.cy = cy;
    this.pose = pose;
  }

  /**
   * A camera on a sphere around the origin, which it looks at.
   *
   * @param yaw degrees to the right of the input image's viewer
   * @param pitch degrees upwards, in (-90, 90)
   * @param distance from the origin, positive
   * @param fieldOfView full opening angle in degrees, in (0, 180)
   * @throws IllegalArgumentException if a number is outside its range
   */
  public static SplatCamera orbit(double yaw, double pitch, double distance, double fieldOfView) {
    check(Math.abs(pitch) < 90, "pitch must be in (-90, 90) degrees", pitch);
    check(distance > 0 && distance < 1e6, "distance must be in (0, 1e6)", distance);
    check(fieldOfView > 0 && fieldOfView < 180, "fieldOfView must be in (0, 180)", fieldOfView);
    check(Math.abs(yaw) < 1e6, "yaw must be finite", yaw);
    double a = StrictMath.toRadians(yaw);
    double b = StrictMath.toRadians(pitch);
    double ca = StrictMath.cos(a);
    double sa = StrictMath.sin(a);
    double cb = StrictMath.cos(b);
    double sb = StrictMath.sin(b);
    // Columns: right, down, forward, position.
    double[] pose = {
      -sa,
      ca * sb,
      -ca * cb,
      distance * ca * cb, //
      ca,
      sa * sb,
      -sa * cb,
      distance * sa * cb, //
      0,
      -cb,
      -sb,
      distance * sb, //
      0,
      0,
      0,
      1
    };
    double focal = 0.5 / StrictMath.tan(StrictMath.toRadians(fieldOfView) / 2);
    return new SplatCamera(focal, focal, 0.5, 0.5, pose);
  }

  /**
   * A camera from a model's numbers.
   *
   * @param numbers [25], see the class
   * @throws IllegalArgumentException if they are no pinhole camera: a skew, a rotation that is not
   *     orthonormal to 1e-3, or a number that is not finite
   */
  public static SplatCamera of(float[] numbers) {
    check(numbers.length == CONDITIONING, "a camera must have 25 numbers", numbers.length);
    for (float number : numbers) {
      check(Float.isFinite(number), "a camera's numbers must be finite", number);
    }
    check(numbers[0] > 0 && numbers[4] > 0, "focal lengths must be positive", numbers[0]);
    double[] pose = new double[16];
    for (int i = 0; i < 16; i++) {
      pose[i] = numbers[9 + i];
    }
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j <= i; j++) {
        double product = pose[i] * pose[j] + pose[4 + i] * pose[4 + j] + pose[8 + i] * pose[8 + j];
        double expected = i == j ? 1 : 0;
        check(Math.abs(product - expected) < 1e-3, "a pose's axes must be orthonormal", product);
      }
    }
    return new SplatCamera(numbers[0], numbers[4], numbers[2], numbers[5], pose);
  }

  private static void check(boolean holds, String rule, double value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + " but was " + value);
    }
  }

  /** The numbers for a model, [25]; see the class. */
  public float[] conditioning() {
    float[] numbers = new float[CONDITIONING];
    numbers[0] = (float) fx;
    numbers[2] = (float) cx;
    numbers[4] = (float) fy;
    numbers[5] = (float) cy;
    numbers[8] = 1;
    for (int i = 0; i < 16; i++) {
      numbers[9 + i] = (float) pose[i];
    }
    return numbers;
  }

  /** Horizontal focal length as a share of the width. */
  public double fx() {
    return fx;
  }

  /** Vertical focal length as a share of the height. */
  public double fy() {
    return fy;
  }

  /** Horizontal principal point as a share of the width. */
  public double cx() {
    return cx;
  }

  /** Vertical principal point as a share of the height. */
  public double cy() {
    return cy;
  }

  /** Centre of projection, component {@code axis} in [0, 3). */
  public double position(int axis) {
    return pose[4 * axis + 3];
  }

  /** Row {@code row}, column {@code column} of the rotation from the world to the camera. */
  public double rotation(int row, int column) {
    return pose[4 * column + row];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SplatCamera camera
        && fx == camera.fx
        && fy == camera.fy
        && cx == camera.cx
        && cy == camera.cy
        && Arrays.equals(pose, camera.pose);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new double[] {fx, fy, cx, cy, Arrays.hashCode(pose)});
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "camera at (%.3f, %.3f, %.3f)", position(0), position(1), position(2));
  }
}
