package dev.isonomy.splat;

/**
 * Gaussians projected into an image: centre, inverse of the 2D covariance (A, B; B, C), reach in
 * pixels, opacity and colour of each, front to back.
 *
 * <p>With p = R x + t in the camera's axes, the covariance R(q) diag(s)^2 R(q)' becomes J W S W' J'
 * + 0.3 I, where J is the projection's derivative (EWA splatting, Zwicker et al. 2002; the
 * constants are those of 3D Gaussian splatting, Kerbl et al. 2023). A Gaussian ends where its
 * contribution falls below 1/255.
 */
final class Projection {
  /** Numbers per projected Gaussian. */
  static final int WIDTH = 11;

  static final int X = 0;
  static final int Y = 1;
  static final int A = 2;
  static final int B = 3;
  static final int C = 4;
  static final int REACH_X = 5;
  static final int REACH_Y = 6;
  static final int OPACITY = 7;
  static final int RED = 8;

  /** Contributions below this are not drawn. */
  static final double FAINTEST = 1.0 / 255;

  private static final double NEAR = 0.2;
  private static final double DILATION = 0.3;
  // Beyond this many half images from the axis the derivative is taken at the limit.
  private static final double LIMIT = 1.3;

  private final float[] numbers;
  private final long[] order;
  private final double[] harmonics = new double[Splats.coefficients(Splats.MAX_DEGREE)];
  private final double[] m = new double[9];
  private final double[] rotation = new double[9];
  private int count;

  private Projection(int capacity) {
    numbers = new float[capacity * WIDTH];
    order = new long[capacity];
  }

  /** Projects an asset for an image of {@code width x height} pixels. */
  static Projection of(Splats splats, SplatCamera camera, int width, int height) {
    Projection projection = new Projection(splats.count());
    for (int i = 0; i < splats.count(); i++) {
      projection.add(splats, i, camera, width, height);
    }
    // Positive floats order like their bits; the index keeps the sort stable.
    java.util.Arrays.sort(projection.order, 0, projection.count);
    return projection;
  }

  /** Number of Gaussians that may be seen. */
  int count() {
    return count;
  }

  /** Start of the numbers of the Gaussian at a rank, nearest first. */
  int at(int rank) {
    return (int) order[rank] * WIDTH;
  }

  float[] numbers() {
    return numbers;
  }

  private void add(Splats s, int i, SplatCamera camera, int width, int height) {
    double dx = s.position(i, 0) - camera.position(0);
    double dy = s.position(i, 1) - camera.position(1);
    double dz = s.position(i, 2) - camera.position(2);
    double px = toCamera(camera, 0, dx, dy, dz);
    double py = toCamera(camera, 1, dx, dy, dz);
    double pz = toCamera(camera, 2, dx, dy, dz);
    double opacity = s.opacityShare(i);
    if (pz <= NEAR || opacity < FAINTEST) {
      return;
    }
    double fx = camera.fx() * width;
    double fy = camera.fy() * height;
    double limitX = LIMIT * width / (2 * fx);
    double limitY = LIMIT * height / (2 * fy);
    double tx = Math.max(-limitX, Math.min(limitX, px / pz));
    double ty = Math.max(-limitY, Math.min(limitY, py / pz));
    axes(s, i);
    double a = DILATION;
    double b = 0;
    double c = DILATION;
    for (int k = 0; k < 3; k++) {
      double ux = toCamera(camera, 0, m[k], m[3 + k], m[6 + k]);
      double uy = toCamera(camera, 1, m[k], m[3 + k], m[6 + k]);
      double uz = toCamera(camera, 2, m[k], m[3 + k], m[6 + k]);
      double jx = fx / pz * (ux - tx * uz);
      double jy = fy / pz * (uy - ty * uz);
      a += jx * jx;
      b += jx * jy;
      c += jy * jy;
    }
    double determinant = a * c - b * b;
    // exp(-q / 2) opacity = 1/255 at q = 2 ln(255 opacity): the ellipse's box has these halves.
    double q = 2 * StrictMath.log(opacity / FAINTEST);
    double reachX = Math.sqrt(q * a);
    double reachY = Math.sqrt(q * c);
    double x = fx * px / pz + camera.cx() * width;
    double y = fy * py / pz + camera.cy() * height;
    boolean outside = x + reachX < 0 || x - reachX > width || y + reachY < 0 || y - reachY > height;
    if (outside || !(determinant > 0) || !(determinant < Double.MAX_VALUE)) {
      return;
    }
    int at = i * WIDTH;
    numbers[at + X] = (float) x;
    numbers[at + Y] = (float) y;
    numbers[at + A] = (float) (c / determinant);
    numbers[at + B] = (float) (-b / determinant);
    numbers[at + C] = (float) (a / determinant);
    numbers[at + REACH_X] = (float) reachX;
    numbers[at + REACH_Y] = (float) reachY;
    numbers[at + OPACITY] = (float) opacity;
    double away = Math.sqrt(dx * dx + dy * dy + dz * dz);
    colour(s, i, dx / away, dy / away, dz / away, at + RED);
    order[count++] = (long) Float.floatToIntBits((float) pz) << 32 | i;
  }

  private static double toCamera(SplatCamera camera, int row, double x, double y, double z) {
    return camera.rotation(row, 0) * x + camera.rotation(row, 1) * y + camera.rotation(row, 2) * z;
  }

  /** The Gaussian's own axes times its deviations, as the columns of m. */
  private void axes(Splats s, int i) {
    Quaternions.matrix(
        s.unitRotation(i, 0),
        s.unitRotation(i, 1),
        s.unitRotation(i, 2),
        s.unitRotation(i, 3),
        rotation);
    for (int k = 0; k < 3; k++) {
      // A deviation of e^20 is as good as any larger one and cannot overflow.
      double scale = StrictMath.exp(Math.min(20, s.logScale(i, k)));
      m[k] = rotation[k] * scale;
      m[3 + k] = rotation[3 + k] * scale;
      m[6 + k] = rotation[6 + k] * scale;
    }
  }

  private void colour(Splats s, int i, double x, double y, double z, int at) {
    SphericalHarmonics.evaluate(s.degree(), x, y, z, harmonics);
    int coefficients = Splats.coefficients(s.degree());
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0.5;
      for (int k = 0; k < coefficients; k++) {
        sum += harmonics[k] * s.harmonic(i, k, channel);
      }
      numbers[at + channel] = (float) Math.max(0, sum);
    }
  }
}
