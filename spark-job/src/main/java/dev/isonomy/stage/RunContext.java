package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.model.ModelBundle;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What every stage needs.
 *
 * @param config the checked configuration
 * @param bundle the model
 * @param directory where artifacts are
 * @param spark the session
 * @param console where progress is shown
 */
record RunContext(
    IsonomyConfig config,
    ModelBundle bundle,
    RunDirectory directory,
    SparkSession spark,
    Console console) {

  AttributeSpace space() {
    return bundle.manifest().attributes();
  }

  JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Tasks that run at the same time. */
  int parallelism() {
    return Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
