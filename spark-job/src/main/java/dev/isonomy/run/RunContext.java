package dev.isonomy.run;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.condition.Asked;
import dev.isonomy.condition.PromptTable;
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
 * @param prompts what a text-to-image model is asked for
 */
public record RunContext(
    IsonomyConfig config,
    ModelBundle bundle,
    RunDirectory directory,
    SparkSession spark,
    Console console,
    PromptTable prompts) {
  /** The context of a model without prompts. */
  public RunContext(
      IsonomyConfig config,
      ModelBundle bundle,
      RunDirectory directory,
      SparkSession spark,
      Console console) {
    this(config, bundle, directory, spark, console, PromptTable.NONE);
  }

  /** The cells of the bundle's attributes. */
  public AttributeSpace space() {
    return bundle.manifest().attributes();
  }

  /** What quotas are given for. */
  public Asked asked() {
    return Asked.of(space(), prompts);
  }

  public JavaSparkContext sparkContext() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Tasks that run at the same time. */
  public int parallelism() {
    return Math.max(1, spark.sparkContext().defaultParallelism());
  }
}
