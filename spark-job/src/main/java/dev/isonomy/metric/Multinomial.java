package dev.isonomy.metric;

import dev.isonomy.random.RandomStream;

/** Simulated shares of images over cells. */
final class Multinomial {
  /** Above this many images a draw uses the normal limit: its cost no longer grows with them. */
  static final long EXACT_IMAGES = 2_000;

  private Multinomial() {}

  /**
   * Shares among {@code images} independent images with these probabilities.
   *
   * <p>Up to {@link #EXACT_IMAGES} they are counted one by one; above, they are drawn from the
   * normal limit p + (sqrt(p) g - p (sqrt(p) . g)) / sqrt(n), cut at zero and rescaled.
   */
  static double[] shares(double[] probabilities, long images, RandomStream random) {
    return images <= EXACT_IMAGES
        ? counted(probabilities, (int) images, random)
        : limit(probabilities, images, random);
  }

  private static double[] counted(double[] probabilities, int images, RandomStream random) {
    double[] cumulative = new double[probabilities.length];
    double sum = 0;
    for (int c = 0; c < cumulative.length; c++) {
      sum += probabilities[c];
      cumulative[c] = sum;
    }
    double[] shares = new double[probabilities.length];
    for (int i = 0; i < images; i++) {
      shares[random.nextIndex(cumulative)]++;
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= images;
    }
    return shares;
  }

  private static double[] limit(double[] probabilities, long images, RandomStream random) {
    double[] g = new double[probabilities.length];
    random.fillGaussian(g);
    double projection = 0;
    for (int c = 0; c < g.length; c++) {
      projection += Math.sqrt(probabilities[c]) * g[c];
    }
    double[] shares = new double[g.length];
    double sum = 0;
    for (int c = 0; c < g.length; c++) {
      double p = probabilities[c];
      shares[c] =
          Math.max(
              0, p + (((Math.sqrt(p) * g[c]) - (p * projection)) / Math.sqrt((double) images)));
      sum += shares[c];
    }
    for (int c = 0; c < shares.length; c++) {
      shares[c] /= sum;
    }
    return shares;
  }
}
