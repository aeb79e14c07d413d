package dev.isonomy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Map;

/**
 * Where values come from, strongest first: overrides, file, Spark properties, {@code
 * reference.conf}.
 *
 * @param overrides {@code key=value} from the command line, the last one of a key wins
 * @param file text of the configuration file, empty if there is none
 * @param fileName what messages call the file
 * @param sparkProperties all Spark properties; those named {@code spark.isonomy.*} count
 */
public record ConfigLayers(
    List<String> overrides, String file, String fileName, Map<String, String> sparkProperties) {

  static final String ROOT = "isonomy";
  private static final String SPARK_PREFIX = "spark.";

  public ConfigLayers {
    overrides = List.copyOf(overrides);
    sparkProperties = Map.copyOf(sparkProperties);
  }

  /** The defaults alone. */
  public static ConfigLayers defaults() {
    return new ConfigLayers(List.of(), "", "", Map.of());
  }

  /** The same layers with other overrides. */
  public ConfigLayers withOverrides(List<String> others) {
    return new ConfigLayers(others, file, fileName, sparkProperties);
  }

  /** The defaults of every key, from {@code reference.conf}. */
  static Config reference() {
    return ConfigFactory.parseResources(
            ConfigLayers.class.getClassLoader(),
            "reference.conf",
            ConfigParseOptions.defaults().setAllowMissing(false))
        .withOnlyPath(ROOT);
  }

  Config merged() {
    Config reference = reference();
    KnownKeys known = new KnownKeys(reference);
    Config overriding = ConfigFactory.empty();
    for (String override : overrides) {
      overriding = known.parseOverride(override).withFallback(overriding);
    }
    return known
        .checked(overriding)
        .withFallback(known.checked(parsedFile()))
        .withFallback(known.checked(fromSpark(known)))
        .withFallback(reference)
        .resolve();
  }

  private Config fromSpark(KnownKeys known) {
    Config result = ConfigFactory.empty();
    for (Map.Entry<String, String> property : sparkProperties.entrySet()) {
      if (property.getKey().startsWith(SPARK_PREFIX + ROOT + ".")) {
        String key = property.getKey().substring(SPARK_PREFIX.length());
        result = known.parse(key, property.getValue(), property.getKey()).withFallback(result);
      }
    }
    return result;
  }

  private Config parsedFile() {
    try {
      return ConfigFactory.parseString(
              file, ConfigParseOptions.defaults().setOriginDescription(fileName))
          .resolve(ConfigResolveOptions.defaults());
    } catch (ConfigException e) {
      throw new UserException(oneLine(e.getMessage()), e);
    }
  }

  static String oneLine(String message) {
    return message.replaceAll("\\s*\\n\\s*", " ");
  }
}
