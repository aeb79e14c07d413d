package dev.isonomy.splat;

/**
 * The axes of a file format, as a rotation from the frame of {@link SplatCamera} (x front, y right,
 * z up). Positions, quaternions and the colours' spherical harmonics all turn.
 */
enum SplatFrame {
  /** Right, down, front as a camera sees it: what 3DGS trains in and viewers of PLY expect. */
  RDF {
    @Override
    double[] matrix() {
      return new double[] {0, 1, 0, /**/ 0, 0, -1, /**/ -1, 0, 0};
    }
  },
  /** Right, up, back: OpenGL's axes, in which SPZ is stored. */
  RUB {
    @Override
    double[] matrix() {
      return new double[] {0, 1, 0, /**/ 0, 0, 1, /**/ 1, 0, 0};
    }
  };

  /** The rotation from the world to this frame, [3, 3], row major. */
  abstract double[] matrix();

  /** The same asset with its numbers in this frame. */
  Splats fromWorld(Splats splats) {
    return turned(splats, matrix());
  }

  /** The asset of numbers in this frame. */
  Splats toWorld(Splats splats) {
    double[] m = matrix();
    return turned(splats, new double[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]});
  }

  private static Splats turned(Splats s, double[] m) {
    int n = s.count();
    int k = Splats.coefficients(s.degree());
    float[] positions = new float[3 * n];
    float[] logScales = new float[3 * n];
    float[] rotations = new float[4 * n];
    float[] opacities = new float[n];
    float[] harmonics = new float[3 * k * n];
    double[] q = quaternion(m);
    double[][] sh = SphericalHarmonics.rotation(s.degree(), m);
    for (int i = 0; i < n; i++) {
      for (int axis = 0; axis < 3; axis++) {
        positions[3 * i + axis] =
            (float)
                (m[3 * axis] * s.position(i, 0)
                    + m[3 * axis + 1] * s.position(i, 1)
                    + m[3 * axis + 2] * s.position(i, 2));
        logScales[3 * i + axis] = s.logScale(i, axis);
      }
      multiply(q, s, i, rotations);
      opacities[i] = s.opacity(i);
      turn(sh, s, i, harmonics);
    }
    return new Splats(positions, logScales, rotations, opacities, harmonics);
  }

  private static void turn(double[][] sh, Splats s, int i, float[] out) {
    int k = sh.length;
    for (int row = 0; row < k; row++) {
      for (int channel = 0; channel < 3; channel++) {
        double sum = 0;
        for (int column = 0; column < k; column++) {
          sum += sh[row][column] * s.harmonic(i, column, channel);
        }
        out[3 * (i * k + row) + channel] = (float) sum;
      }
    }
  }

  /** The Hamilton product q r of unit quaternions: first r, then q. */
  private static void multiply(double[] q, Splats s, int i, float[] out) {
    double w = s.unitRotation(i, 0);
    double x = s.unitRotation(i, 1);
    double y = s.unitRotation(i, 2);
    double z = s.unitRotation(i, 3);
    out[4 * i] = (float) (q[0] * w - q[1] * x - q[2] * y - q[3] * z);
    out[4 * i + 1] = (float) (q[0] * x + q[1] * w + q[2] * z - q[3] * y);
    out[4 * i + 2] = (float) (q[0] * y - q[1] * z + q[2] * w + q[3] * x);
    out[4 * i + 3] = (float) (q[0] * z + q[1] * y - q[2] * x + q[3] * w);
  }

  /** The unit quaternion of a rotation matrix whose trace is above -1. */
  private static double[] quaternion(double[] m) {
    double w = Math.sqrt(Math.max(0, 1 + m[0] + m[4] + m[8])) / 2;
    if (w > 1e-6) {
      return new double[] {
        w, (m[7] - m[5]) / (4 * w), (m[2] - m[6]) / (4 * w), (m[3] - m[1]) / (4 * w)
      };
    }
    throw new IllegalStateException("half turns are not among the formats' frames");
  }
}
