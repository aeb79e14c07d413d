package dev.isonomy.metric;

import dev.isonomy.random.RandomStream;

/** Random shares with a Dirichlet distribution. */
final class Dirichlet {
  private Dirichlet() {}

  /**
   * Draws shares: independent gamma variables over their sum.
   *
   * @param alpha positive
   */
  static double[] draw(double[] alpha, RandomStream random) {
    double[] shares = new double[alpha.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = gamma(alpha[i], random);
      sum += shares[i];
    }
    if (sum == 0) { // all of a tiny shape underflowed
      shares[0] = 1;
      return shares;
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /**
   * A gamma variable of scale 1. Marsaglia and Tsang, <i>A simple method for generating gamma
   * variables</i>, 2000; a shape below 1 is raised by 1 and taken back by a power of a uniform.
   */
  static double gamma(double shape, RandomStream random) {
    if (shape < 1) {
      return gamma(shape + 1, random) * Math.pow(random.nextDouble(), 1 / shape);
    }
    double d = shape - (1.0 / 3);
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + (c * x);
      if (v > 0) {
        v = v * v * v;
        double u = random.nextDouble();
        if (Math.log(u) < (0.5 * x * x) + d - (d * v) + (d * Math.log(v))) {
          return d * v;
        }
      }
    }
  }
}
