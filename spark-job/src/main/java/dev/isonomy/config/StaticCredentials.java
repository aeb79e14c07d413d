package dev.isonomy.config;

import dev.isonomy.error.UserException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Refuses keys of clouds that stand in a configuration: files are copied, logged and mailed. The
 * provider chains of the clients (instance roles, web identity, environment) need none.
 */
final class StaticCredentials {
  private static final Pattern KEY =
      Pattern.compile(
          "(?i)fs\\.s3[an]?\\.(bucket\\..+\\.)?(awsaccesskeyid|awssecretaccesskey|access\\.key|secret\\.key|session\\.token)"
              + "|fs\\.azure\\.(account\\.key|sas|account\\.oauth2\\.client\\.secret)\\b.*"
              + "|(fs\\.gs|google\\.cloud)\\.auth\\.(service\\.account\\.private\\.key|client\\.secret|refresh\\.token)(\\.id)?");
  private static final Pattern USER_INFO =
      Pattern.compile(
          "(?is)^(?!" + Redaction.CONTAINER + "://[^/@:]+@)[a-z][a-z0-9+.-]*://[^/@]+@.*");
  private static final String ALLOW = "isonomy.spark.allow-static-credentials";

  private StaticCredentials() {}

  /**
   * Checks properties and locations.
   *
   * @param properties Spark's, from wherever they were set
   * @param locations configuration keys and the paths or URIs that they hold
   * @throws UserException naming the key, never the value
   */
  static void refuse(Map<String, String> properties, Map<String, String> locations) {
    for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
      String key = property.getKey().replaceFirst("^spark\\.hadoop\\.", "");
      if (KEY.matcher(key).matches() && !property.getValue().isEmpty()) {
        throw refused(property.getKey() + " holds a key");
      }
    }
    for (Map.Entry<String, String> location : locations.entrySet()) {
      if (USER_INFO.matcher(location.getValue()).matches()) {
        throw refused(location.getKey() + " holds a user or key before the @");
      }
    }
  }

  private static UserException refused(String what) {
    return new UserException(
        what
            + "; leave credentials to the provider chain (roles, environment), or set "
            + ALLOW
            + " = true");
  }
}
