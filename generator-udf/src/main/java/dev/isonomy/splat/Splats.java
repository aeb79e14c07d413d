package dev.isonomy.splat;

import java.util.Arrays;

/**
 * Gaussians that are one 3D asset, in the frame of {@link SplatCamera}. Immutable by agreement: the
 * arrays are shared, nobody writes to them.
 */
public final class Splats {
  /** Highest degree of the spherical harmonics. */
  public static final int MAX_DEGREE = 3;

  private final int count;
  private final int degree;
  private final float[] positions;
  private final float[] logScales;
  private final float[] rotations;
  private final float[] opacities;
  private final float[] harmonics;

  /**
   * Takes arrays over.
   *
   * @param positions [N, 3]
   * @param logScales [N, 3], natural logarithms of the standard deviations along the own axes
   * @param rotations [N, 4], quaternions in the order w, x, y, z that turn the own axes into the
   *     world's; normalized by whoever uses them
   * @param opacities [N], logits
   * @param harmonics [N, (degree + 1)^2, 3], coefficients of red, green and blue
   * @throws IllegalArgumentException if the lengths do not belong together, a number is not finite,
   *     or a quaternion is zero
   */
  public Splats(
      float[] positions,
      float[] logScales,
      float[] rotations,
      float[] opacities,
      float[] harmonics) {
    count = opacities.length;
    degree = degree(count, harmonics.length);
    this.positions = checked("positions", positions, 3 * count);
    this.logScales = checked("scales", logScales, 3 * count);
    this.rotations = checked("rotations", rotations, 4 * count);
    this.opacities = checked("opacities", opacities, count);
    this.harmonics = checked("colours", harmonics, 3 * count * coefficients(degree));
    for (int i = 0; i < count; i++) {
      if (squaredNorm(i) < 1e-12) {
        throw new IllegalArgumentException("rotation of Gaussian " + i + " is the zero quaternion");
      }
    }
  }

  private static int degree(int count, int numbers) {
    for (int degree = 0; degree <= MAX_DEGREE; degree++) {
      if (numbers == 3L * count * coefficients(degree)) {
        return degree;
      }
    }
    throw new IllegalArgumentException(
        "colours must be 3, 12, 27 or 48 numbers for each of "
            + count
            + " Gaussians but were "
            + numbers);
  }

  private static float[] checked(String name, float[] numbers, int expected) {
    if (numbers.length != expected) {
      throw new IllegalArgumentException(
          name + " must be " + expected + " numbers but were " + numbers.length);
    }
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new IllegalArgumentException(
            name + " must be finite but number " + i + " is " + numbers[i]);
      }
    }
    return numbers;
  }

  private double squaredNorm(int i) {
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      sum += (double) rotations[4 * i + k] * rotations[4 * i + k];
    }
    return sum;
  }

  /** Number of coefficients per channel: (degree + 1)^2. */
  public static int coefficients(int degree) {
    return (degree + 1) * (degree + 1);
  }

  /** Number of Gaussians. */
  public int count() {
    return count;
  }

  /** Degree of the spherical harmonics, 0 to 3. */
  public int degree() {
    return degree;
  }

  /** Component {@code axis} of the centre. */
  public float position(int gaussian, int axis) {
    return positions[3 * gaussian + axis];
  }

  /** Natural logarithm of the standard deviation along an own axis. */
  public float logScale(int gaussian, int axis) {
    return logScales[3 * gaussian + axis];
  }

  /** Component of the quaternion w, x, y, z, not normalized. */
  public float rotation(int gaussian, int component) {
    return rotations[4 * gaussian + component];
  }

  /** Component of the unit quaternion w, x, y, z. */
  public double unitRotation(int gaussian, int component) {
    return rotations[4 * gaussian + component] / Math.sqrt(squaredNorm(gaussian));
  }

  /** Logit of the opacity. */
  public float opacity(int gaussian) {
    return opacities[gaussian];
  }

  /** A coefficient of the colour's spherical harmonics. */
  public float harmonic(int gaussian, int coefficient, int channel) {
    return harmonics[3 * (gaussian * coefficients(degree) + coefficient) + channel];
  }

  /** Opacity in [0, 1]. */
  public double opacityShare(int gaussian) {
    return 1 / (1 + StrictMath.exp(-opacities[gaussian]));
  }

  /** The Gaussians in another order, or some of them. */
  public Splats select(int[] order) {
    return new Splats(
        pick(positions, order, 3),
        pick(logScales, order, 3),
        pick(rotations, order, 4),
        pick(opacities, order, 1),
        pick(harmonics, order, 3 * coefficients(degree)));
  }

  private static float[] pick(float[] numbers, int[] order, int width) {
    float[] picked = new float[order.length * width];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(numbers, order[i] * width, picked, i * width, width);
    }
    return picked;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Splats splats
        && Arrays.equals(positions, splats.positions)
        && Arrays.equals(logScales, splats.logScales)
        && Arrays.equals(rotations, splats.rotations)
        && Arrays.equals(opacities, splats.opacities)
        && Arrays.equals(harmonics, splats.harmonics);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    return count + " Gaussians of degree " + degree;
  }
}
