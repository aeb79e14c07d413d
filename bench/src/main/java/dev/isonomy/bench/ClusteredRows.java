package dev.isonomy.bench;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Rows drawn from K Gaussians whose covariances differ: coordinate i of component k's noise is z_i
 * + a_k z_(i-1), z standard normal. Every row is a function of its number and the seed.
 *
 * @param n rows
 * @param d coordinates
 * @param k components
 * @param separation the typical distance between two means, in units of z's deviation
 * @param scale what all numbers are multiplied by
 * @param seed the seed
 */
record ClusteredRows(long n, int d, int k, double separation, double scale, long seed)
    implements Serializable {
  /**
   * A typical log density at which MLlib, which computes in linear space, neither under- nor
   * overflows.
   */
  private static final double TYPICAL_LOG_DENSITY = 20;

  /**
   * Rows at the scale at which MLlib works: det = scale^2d, as the noise's factor is unitriangular.
   */
  static ClusteredRows forMllib(long n, int d, int k, double separation, long seed) {
    double scale = Math.exp((-0.5 * (Math.log(2 * Math.PI) + 1)) - (TYPICAL_LOG_DENSITY / d));
    return new ClusteredRows(n, d, k, separation, scale, seed);
  }

  /** The component of a row: all alike, in turn. */
  int component(long row) {
    return (int) (row % k);
  }

  private double[][] means() {
    double[][] means = new double[k][d];
    for (int c = 0; c < k; c++) {
      RandomStream.of(seed, c, 0, Purpose.SEEDING).fillGaussian(means[c]);
      for (int i = 0; i < d; i++) {
        means[c][i] *= separation / Math.sqrt(2.0 * d);
      }
    }
    return means;
  }

  private double[] row(long row, double[][] means) {
    int c = component(row);
    double neighbour = 0.2 + (0.6 * c / k);
    double[] x = new double[d];
    RandomStream.of(seed, row, 0, Purpose.LATENT).fillGaussian(x);
    for (int i = d - 1; i > 0; i--) {
      x[i] += neighbour * x[i - 1];
    }
    for (int i = 0; i < d; i++) {
      x[i] = scale * (x[i] + means[c][i]);
    }
    return x;
  }

  /** Rows [from, to), one at a time. */
  Iterator<double[]> rows(long from, long to) {
    double[][] means = means();
    return LongStream.range(from, to).mapToObj(row -> row(row, means)).iterator();
  }

  /** All rows as a column of vectors, made where they are needed. */
  Dataset<Row> dataset(SparkSession spark, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<Integer> parts = IntStream.range(0, partitions).boxed().toList();
    JavaRDD<Row> rows =
        context
            .parallelize(parts, partitions)
            .flatMap(part -> vectors(rows(n * part / partitions, n * (part + 1) / partitions)));
    return spark.createDataFrame(
        rows, new StructType().add("features", SQLDataTypes.VectorType(), false));
  }

  private static Iterator<Row> vectors(Iterator<double[]> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return RowFactory.create(Vectors.dense(rows.next()));
      }
    };
  }
}
