package dev.isonomy.spark;

import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;

/**
 * Makes the first call to MLlib's linear algebra.
 *
 * <p>Without a native LAPACK, MLlib uses a translation to Java that determines machine constants in
 * its first call and keeps them in static fields without a lock (Dlamch and Dlamc2 of netlib's
 * f2j). If the first calls of two tasks overlap, one of them reads zeros, scales by infinity and
 * never ends. One thread therefore makes the first call alone.
 */
public final class MllibConstants {
  static { // one thread initializes the class while others wait
    double[] correlated = {2, 1, 1, 2}; // a 1 x 1 matrix would not need the constants
    new MultivariateGaussian(Vectors.dense(0, 0), Matrices.dense(2, 2, correlated))
        .logpdf(Vectors.dense(0, 0));
  }

  private MllibConstants() {}

  /** Returns when all threads of this process can safely compute MLlib's densities. */
  public static void find() {
    // the class is initialized
  }
}
