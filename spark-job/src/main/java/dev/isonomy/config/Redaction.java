package dev.isonomy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Pattern;

/** Blanks out secrets before a configuration is written anywhere. */
public final class Redaction {
  /** What stands where a secret was. */
  public static final String REDACTED = "*********(redacted)";

  /**
   * Names of secrets and texts that hold one, as a regular expression: wider than Spark's own
   * {@code spark.redaction.regex}, which misses AWS_ACCESS_KEY_ID and the last ones.
   */
  public static final String SECRET =
      "(?i)secret|passw|token|access[._-]?key|api[._-]?key|passphrase|credential(?!s?[._-]provider)"
          + "|account[._-]?key|sas[._-]|signature|private[._-]?key|://[^/@\\s]+@"
          + "|[?&](sig|key|x-amz-[a-z-]+)=";

  private static final Pattern SECRET_KEY = Pattern.compile(SECRET);

  /** Schemes of Azure, where the name of a container stands before the @ of its account. */
  static final String CONTAINER = "\\b(?:abfs|wasb)s?";

  private static final Pattern USER_INFO =
      Pattern.compile(
          "(?i)(?<=://)(?<!" + CONTAINER + "://)[^/@\\s]+@|(?<=://)[^/@:\\s]*:[^/@\\s]*@");
  private static final Pattern QUERY_SECRET =
      Pattern.compile("(?i)([?&](?:sig|signature|token|x-amz-[a-z-]+|key)=)[^&\\s\"]+");

  private static final Pattern KEY_VALUE =
      Pattern.compile(
          "(?i)([\\w.-]*(?:secret|passw|access[._-]?key|api[._-]?key|session[._-]?token)[\\w.-]*\"?"
              + "\\s*[=:]\\s*\"?)[^\\s\",;]+");

  private Redaction() {}

  /** The value, blanked out if its key or its form looks like a secret. */
  public static String redact(String key, String value) {
    boolean nothingToHide = value.isEmpty() || value.equals("true") || value.equals("false");
    if (SECRET_KEY.matcher(key).find() && !nothingToHide) {
      return REDACTED;
    }
    String withoutUser = USER_INFO.matcher(value).replaceAll(REDACTED + "@");
    return QUERY_SECRET.matcher(withoutUser).replaceAll("$1" + REDACTED);
  }

  /** A message without the secrets that it may quote: of addresses, and of {@code key=value}. */
  public static String redactMessage(String message) {
    return KEY_VALUE.matcher(redact("", message)).replaceAll("$1" + REDACTED);
  }

  static String render(Config values) {
    Config redacted = values;
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      if (entry.getValue().unwrapped() instanceof String text) {
        String key = String.join(".", ConfigUtil.splitPath(entry.getKey()));
        String shown = redact(key, text);
        if (!shown.equals(text)) {
          redacted = redacted.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(shown));
        }
      }
    }
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setOriginComments(false).setComments(false).setJson(false);
    return redacted.root().render(options);
  }
}
