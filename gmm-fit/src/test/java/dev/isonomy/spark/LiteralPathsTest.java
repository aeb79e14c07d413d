package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralPathsTest {
  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"run[1]", "run{1,2}", "run*", "run?", "run\\1"})
  void aPathWithSignsOfPatternsIsReadAsItIs(String name) {
    SparkSession spark = Clusters.spark();
    String path = temporary.resolve(name).toString();
    spark.range(3).write().parquet(path);
    spark.range(5).write().parquet(temporary.resolve("run1").toString());

    assertThat(LiteralPaths.read(spark).parquet(path).count()).isEqualTo(3);
  }
}
