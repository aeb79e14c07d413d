package dev.isonomy.splat;

import java.util.Random;

/** Random assets for tests. */
final class SplatSamples {
  private SplatSamples() {}

  /** Gaussians in a ball of radius 0.5, sizes and opacities as a model of heads makes them. */
  static Splats ball(int count, int degree, long seed) {
    Random random = new Random(seed);
    int k = Splats.coefficients(degree);
    float[] positions = new float[3 * count];
    float[] logScales = new float[3 * count];
    float[] rotations = new float[4 * count];
    float[] opacities = new float[count];
    float[] harmonics = new float[3 * k * count];
    for (int i = 0; i < count; i++) {
      double length = 0;
      double[] d = new double[3];
      for (int axis = 0; axis < 3; axis++) {
        d[axis] = random.nextGaussian();
        length += d[axis] * d[axis];
        logScales[3 * i + axis] = (float) (-3.7 + 0.5 * random.nextGaussian());
      }
      for (int axis = 0; axis < 3; axis++) {
        positions[3 * i + axis] = (float) (0.5 * d[axis] / Math.sqrt(length));
      }
      for (int j = 0; j < 4; j++) {
        rotations[4 * i + j] = (float) random.nextGaussian();
      }
      opacities[i] = (float) (1 + 2 * random.nextGaussian());
      for (int j = 0; j < 3 * k; j++) {
        harmonics[3 * k * i + j] = (float) ((j < 3 ? 0.8 : 0.15) * random.nextGaussian());
      }
    }
    return new Splats(positions, logScales, rotations, opacities, harmonics);
  }

  /** One upright Gaussian of a deviation, an opacity logit and a colour. */
  static Splats one(float x, float y, float z, double deviation, float logit, float... rgb) {
    float log = (float) Math.log(deviation);
    float[] sh = new float[3];
    for (int i = 0; i < 3; i++) {
      sh[i] = (float) ((rgb[i] - 0.5) / SphericalHarmonics.C0);
    }
    return new Splats(
        new float[] {x, y, z},
        new float[] {log, log, log},
        new float[] {1, 0, 0, 0},
        new float[] {logit},
        sh);
  }
}
