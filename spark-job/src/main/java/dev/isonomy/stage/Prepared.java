package dev.isonomy.stage;

import dev.isonomy.condition.PromptTable;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Console;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.Prompts;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.run.SparkSessions;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What is known of a run before Spark starts.
 *
 * @param config the checked configuration
 * @param bundle the model, with the latent space and precision that were asked for
 * @param directory the run's directory
 * @param ledger what the directory holds
 * @param promptFiles identities of the files that the run's prompts are read from, by key
 */
public record Prepared(
    IsonomyConfig config,
    ModelBundle bundle,
    RunDirectory directory,
    Ledger ledger,
    Map<String, String> promptFiles) {

  /** How remote paths are reached. */
  public Configuration hadoop() {
    return SparkSessions.hadoop(config.spark());
  }

  RunContext context(SparkSession spark, Console console) {
    PromptTable prompts = Prompts.load(bundle, config, spark);
    return new RunContext(config, bundle, directory, spark, console, prompts);
  }
}
