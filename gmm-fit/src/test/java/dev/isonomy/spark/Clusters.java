package dev.isonomy.spark;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows whose clusters are known, and the session that all Spark tests of the module share. */
final class Clusters {
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("features", SQLDataTypes.VectorType())
          .add("latent", DataTypes.createArrayType(DataTypes.FloatType))
          .add("weight", DataTypes.DoubleType)
          .add("cell", DataTypes.IntegerType);

  private Clusters() {}

  /** Stopped by the end of the test JVM. */
  static SparkSession spark() {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    MllibConstants.find(); // tests that compare with stock models would hang now and then
    return spark;
  }

  /** Three clusters in turn, 6 deviations apart; every tenth row is labelled by its cluster. */
  static List<Row> clusters(int n, int d) {
    return clusters(n, d, 1);
  }

  /** The same with another deviation, all distances in proportion. */
  static List<Row> clusters(int n, int d, double deviation) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      RandomStream stream = RandomStream.of(5, i, 0, Purpose.RENDER);
      double[] x = new double[d];
      float[] latent = new float[d];
      for (int j = 0; j < d; j++) {
        x[j] = (float) (deviation * (stream.nextGaussian() + (j % 3 == i % 3 ? 6 : 0)));
        latent[j] = (float) x[j];
      }
      rows.add(row("r" + i, x, latent, 1.0, i % 10 == 0 ? i % 3 : null));
    }
    return rows;
  }

  static Row row(String id, double[] x, float[] latent, Double weight, Integer cell) {
    return RowFactory.create(id, Vectors.dense(x), latent, weight, cell);
  }

  static Dataset<Row> frame(List<Row> rows, int partitions) {
    return spark().createDataFrame(rows, SCHEMA).repartition(partitions).cache();
  }
}
