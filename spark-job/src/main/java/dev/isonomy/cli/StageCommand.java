package dev.isonomy.cli;

import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.stage.Console;
import dev.isonomy.stage.Job;
import dev.isonomy.stage.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One or more stages of a run. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class StageCommand implements Callable<Integer> {
  private final Console console;
  private final List<Stage> stages;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration (HOCON): a local file or any path Hadoop can read.")
  private String file = "";

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Overrides a key, e.g. isonomy.run.dir=/data/run1; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Checks everything, says what would be done, writes nothing.")
  private boolean dryRun;

  StageCommand(Console console, List<Stage> stages) {
    this.console = console;
    this.stages = stages;
  }

  @Override
  public Integer call() {
    ConfigLayers layers =
        new ConfigLayers(overrides, ConfigFile.read(file), file, sparkProperties());
    IsonomyConfig config = IsonomyConfig.load(layers);
    Job job = new Job(config, console);
    if (dryRun) {
      job.describe(stages);
    } else {
      job.run(stages);
    }
    return 0;
  }

  // spark-submit hands --conf to the driver as system properties, which SparkConf reads as well.
  private static Map<String, String> sparkProperties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("spark.")) {
        properties.put(name, System.getProperty(name));
      }
    }
    return properties;
  }
}
