package dev.isonomy.config;

import java.util.Map;

/**
 * Section {@code spark}.
 *
 * @param master master URL, empty to keep what Spark was started with
 * @param appName name in the cluster's lists
 * @param properties further Spark properties
 */
public record SparkSettings(String master, String appName, Map<String, String> properties) {
  public SparkSettings {
    properties = Map.copyOf(properties);
  }

  static SparkSettings read(Section section) {
    return new SparkSettings(
        section.text("master"), section.name("app-name"), section.strings("properties"));
  }
}
