package dev.isonomy.spark;

import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;

/**
 * Makes the first call of MLlib's linear algebra.
 *
 * <p>Where there is no native LAPACK, MLlib uses a translation to Java, which finds machine
 * constants at its first call and keeps them in static fields without a lock (Dlamch and Dlamc2 of
 * netlib's f2j). When the first calls of two tasks meet, one of them goes on with zeros, scales by
 * infinity and never ends. So one thread has to call alone before.
 */
public final class MllibConstants {
  static { // by one thread, while others that need the class wait
    double[] correlated = {2, 1, 1, 2}; // a single number would not ask for any constant
    new MultivariateGaussian(Vectors.dense(0, 0), Matrices.dense(2, 2, correlated))
        .logpdf(Vectors.dense(0, 0));
  }

  private MllibConstants() {}

  /** Comes back when several threads of this process can compute MLlib's densities. */
  public static void find() {
    // the class is initialized
  }
}
