package dev.isonomy.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Section {@code spark}.
 *
 * @param master master URL, empty to keep what Spark was started with
 * @param appName name in the cluster's lists
 * @param properties further Spark properties
 * @param allowStaticCredentials whether keys may stand in the configuration
 */
public record SparkSettings(
    String master, String appName, Map<String, String> properties, boolean allowStaticCredentials) {
  private static final Pattern MASTER =
      Pattern.compile("local(\\[.+])?|local-cluster\\[.+]|spark://.+|yarn|k8s://.+");

  public SparkSettings {
    properties = Map.copyOf(properties);
  }

  static SparkSettings read(Section section) {
    String master = section.text("master");
    if (!master.isEmpty() && !MASTER.matcher(master).matches()) {
      throw section.wrong("master", "local[*], spark://HOST:PORT, yarn or k8s://ADDRESS");
    }
    return new SparkSettings(
        master,
        section.name("app-name"),
        section.strings("properties"),
        section.flag("allow-static-credentials"));
  }
}
