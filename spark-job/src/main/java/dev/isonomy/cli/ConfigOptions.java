package dev.isonomy.cli;

import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How every command is configured. */
final class ConfigOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Configuration (HOCON): a local file, any path Hadoop can read, or the name of a file"
              + " given to spark-submit --files.")
  private String file = "";

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Overrides a key, e.g. isonomy.run.dir=/data/run1; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  /**
   * The checked configuration.
   *
   * @throws dev.isonomy.error.UserException if it cannot be read or is wrong
   */
  IsonomyConfig load() {
    return load(List.of());
  }

  /** The same with more overrides: short options of a command. */
  IsonomyConfig load(List<String> more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(more);
    Map<String, String> properties = sparkProperties();
    return IsonomyConfig.load(
        new ConfigLayers(all, ConfigFile.read(file, properties), file, properties));
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
