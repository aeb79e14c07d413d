package dev.isonomy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.isonomy.attribute.CellName;
import dev.isonomy.error.Suggestion;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The keys of {@code reference.conf}: the only ones that may be set. */
final class KnownKeys {
  /** Map whose keys are names of cells, or of attributes and classes: paths of names. */
  static final String SHARES = "isonomy.target.shares";

  /** Maps whose keys the user names. */
  static final Set<String> OPEN =
      Set.of(
          SHARES,
          "isonomy.spark.properties",
          "isonomy.prompts.variables",
          "isonomy.prompts.weights",
          "isonomy.generate.conditions");

  private final Config reference;

  KnownKeys(Config reference) {
    this.reference = reference;
  }

  /**
   * Returns {@code layer} if each of its keys is known and of the right kind; shares by the one
   * name that each has, however it was written, so that a stronger layer replaces it.
   */
  Config checked(Config layer) {
    check(layer.root(), "");
    if (!layer.hasPath(SHARES)) {
      return layer;
    }
    Map<String, ConfigValue> byName = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : layer.getConfig(SHARES).entrySet()) {
      String name = nameOf(ConfigUtil.splitPath(entry.getKey()));
      if (byName.put(name, entry.getValue()) != null) {
        throw new UserException(SHARES + " names " + name + " twice" + where(entry.getValue()));
      }
    }
    return layer.withValue(SHARES, ConfigValueFactory.fromMap(byName));
  }

  /** One element is a whole name, {@code "feminine.young"}; several are the names in it. */
  private static String nameOf(List<String> path) {
    return path.size() == 1 ? path.get(0) : CellName.join(path);
  }

  private void check(ConfigObject values, String prefix) {
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      ConfigValue known = referenceValue(key);
      ConfigValue value = entry.getValue();
      if (known == null) {
        throw unknown(key, where(value));
      }
      boolean section = known.valueType() == ConfigValueType.OBJECT;
      if (section != (value.valueType() == ConfigValueType.OBJECT)) {
        throw new UserException(
            key
                + (section ? " must be a section { ... }" : " must be " + kind(known))
                + " but was "
                + (section ? value.render() : "a section")
                + where(value));
      }
      if (section && !OPEN.contains(key)) {
        check((ConfigObject) value, key);
      }
    }
  }

  /** Parses {@code key=value}; texts need no quotes. */
  Config parseOverride(String override) {
    int equals = unquotedEquals(override);
    if (equals <= 0) {
      throw new UserException("--set must be key=value but was \"" + override + "\"");
    }
    return parse(override.substring(0, equals).trim(), override.substring(equals + 1), "--set");
  }

  /** Where the key ends: names in quotes may hold the sign themselves. */
  private static int unquotedEquals(String override) {
    boolean quoted = false;
    for (int i = 0; i < override.length(); i++) {
      char c = override.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '=' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /** A single value as a configuration, read by the kind that {@code reference.conf} gives it. */
  Config parse(String key, String text, String origin) {
    ConfigValue known = referenceValue(key);
    if (known == null && openPrefix(key) == null) {
      throw unknown(key, " (" + origin + ")");
    }
    String path = openPrefix(key) == null ? key : openPath(key);
    if (known != null && known.valueType() == ConfigValueType.OBJECT) {
      return parseHocon(key, path, text, origin);
    }
    if (known != null && known.valueType() == ConfigValueType.LIST) {
      String list = text.trim().startsWith("[") ? text : "[" + text + "]";
      return parseHocon(key, path, list, origin);
    }
    return ConfigFactory.empty().withValue(path, ConfigValueFactory.fromAnyRef(text, origin));
  }

  private static Config parseHocon(String key, String path, String text, String origin) {
    try {
      Config parsed = ConfigFactory.parseString(path + " = " + text);
      return parsed.withValue(
          path, parsed.getValue(path).withOrigin(ConfigOriginFactory.newSimple(origin)));
    } catch (ConfigException e) {
      throw new UserException(
          key + " cannot be read (" + origin + "): " + ConfigLayers.oneLine(e.getMessage()), e);
    }
  }

  private ConfigValue referenceValue(String key) {
    try {
      return reference.hasPathOrNull(key) ? reference.getValue(key) : null;
    } catch (ConfigException.BadPath | ConfigException.WrongType e) {
      return null;
    }
  }

  private static String openPrefix(String key) {
    return OPEN.stream().filter(open -> key.startsWith(open + ".")).findFirst().orElse(null);
  }

  private static String openPath(String key) {
    String open = openPrefix(key);
    String name = key.substring(open.length() + 1);
    if (open.equals(SHARES)) {
      return open + "." + ConfigUtil.joinPath(elements(key, name));
    }
    return open + "." + ConfigUtil.quoteString(name.replace("\"", ""));
  }

  /** Names between dots; names in quotes as HOCON has them, others as they are. */
  private static List<String> elements(String key, String name) {
    if (!name.contains("\"")) {
      return List.of(name.split("\\.", -1));
    }
    try {
      return ConfigUtil.splitPath(name);
    } catch (ConfigException e) {
      throw new UserException(
          key
              + " must be names between dots, with quotes around those that have dots or other signs,"
              + " such as "
              + SHARES
              + ".\"v1.0\".young: "
              + ConfigLayers.oneLine(e.getMessage()),
          e);
    }
  }

  private UserException unknown(String key, String where) {
    List<String> candidates = new ArrayList<>();
    collect(reference.root(), "", candidates);
    String hint =
        Suggestion.closest(key, candidates)
            .map(name -> "; did you mean " + name + "?")
            .orElse("; reference.conf lists all keys");
    return new UserException("unknown key " + key + where + hint);
  }

  private static void collect(ConfigObject values, String prefix, List<String> keys) {
    for (Map.Entry<String, ConfigValue> entry : values.entrySet()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      keys.add(key);
      if (entry.getValue() instanceof ConfigObject inner) {
        collect(inner, key, keys);
      }
    }
  }

  private static String kind(ConfigValue value) {
    return switch (value.valueType()) {
      case NUMBER -> "a number";
      case LIST -> "a list";
      case BOOLEAN -> "true or false";
      default -> "a text";
    };
  }

  static String where(ConfigValue value) {
    String description = value.origin().description();
    boolean said =
        description != null && !description.isBlank() && !description.equals("hardcoded value");
    return said ? " (" + Arrays.asList(description.split("\n")).get(0) + ")" : "";
  }
}
