package dev.isonomy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.BalanceMethod;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads one section by kind; each message names the key, what was found and what is allowed. */
public final class Section {
  private final Config values;
  private final String path;

  Section(Config values) {
    this(values, ConfigLayers.ROOT);
  }

  private Section(Config values, String path) {
    this.values = values;
    this.path = path;
  }

  Section section(String name) {
    return new Section(values, path + "." + name);
  }

  /** A text; {@code ""} means not set. */
  String text(String key) {
    Object value = value(key).unwrapped();
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString().trim();
    }
    throw wrong(key, "a text");
  }

  /** A text that must be set. */
  String name(String key) {
    String text = text(key);
    if (text.isEmpty()) {
      throw wrong(key, "set");
    }
    return text;
  }

  boolean flag(String key) {
    String text = text(key);
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(key, "true or false");
    }
    return Boolean.parseBoolean(text);
  }

  int integer(String key, int least, int most) {
    return (int) whole(key, least, most);
  }

  long whole(String key, long least, long most) {
    long number;
    try {
      number = decimal(key).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(key, "a whole number");
    }
    if (number < least || number > most) {
      throw wrong(
          key, most == Long.MAX_VALUE ? least + " or more" : "between " + least + " and " + most);
    }
    return number;
  }

  double number(String key, double least, double most) {
    double number;
    try {
      number = decimal(key).doubleValue();
    } catch (NumberFormatException e) {
      throw wrong(key, "a number");
    }
    if (!(number >= least && number <= most)) {
      throw wrong(key, "between " + least + " and " + most);
    }
    return number;
  }

  /** A list of different numbers. */
  List<Double> numbersOf(String key, double least, double most) {
    List<Double> numbers = new ArrayList<>();
    try {
      texts(key).forEach(text -> numbers.add(Double.valueOf(text.trim())));
    } catch (NumberFormatException e) {
      throw wrong(key, "a list of numbers");
    }
    boolean fit = numbers.stream().allMatch(number -> number >= least && number <= most);
    if (!fit || numbers.stream().distinct().count() < numbers.size()) {
      throw wrong(key, "a list of different numbers between " + least + " and " + most);
    }
    return numbers;
  }

  /** A list of whole numbers. */
  List<Integer> integers(String key, int least, int most) {
    try {
      List<Integer> numbers =
          texts(key).stream().map(text -> Integer.valueOf(text.trim())).toList();
      if (numbers.stream().allMatch(number -> number >= least && number <= most)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, "a list of whole numbers");
    }
    throw wrong(key, "a list of whole numbers between " + least + " and " + most);
  }

  private BigDecimal decimal(String key) {
    Object value = value(key).unwrapped();
    if (value instanceof Number || value instanceof String) {
      return new BigDecimal(value.toString().trim());
    }
    throw new NumberFormatException(key);
  }

  /** One of an enum's names in lower case, with dashes. */
  <E extends Enum<E>> E choice(String key, Class<E> kind) {
    String text = text(key);
    for (E constant : kind.getEnumConstants()) {
      if (nameOf(constant).equals(text)) {
        return constant;
      }
    }
    throw wrong(key, "one of " + allowed(kind));
  }

  /** A balance method. */
  BalanceMethod method(String key) {
    try {
      return BalanceMethod.fromName(text(key));
    } catch (UserException e) {
      throw wrong(key, "one of " + methodNames());
    }
  }

  /** A list of balance methods. */
  List<BalanceMethod> methods(String key) {
    List<BalanceMethod> methods = new ArrayList<>();
    for (String name : texts(key)) {
      try {
        methods.add(BalanceMethod.fromName(name));
      } catch (UserException e) {
        throw wrong(key, "a list of " + methodNames());
      }
    }
    return methods.stream().distinct().toList();
  }

  private static String methodNames() {
    return String.join(", ", BalanceMethod.ALL.stream().map(BalanceMethod::name).toList());
  }

  /** A map from names, which may hold dots, to numbers. */
  Map<String, Double> numbers(String key) {
    Map<String, Double> numbers = new TreeMap<>();
    for (Map.Entry<String, String> entry : strings(key).entrySet()) {
      try {
        numbers.put(entry.getKey(), Double.parseDouble(entry.getValue()));
      } catch (NumberFormatException e) {
        throw new UserException(
            "%s.%s.%s must be a number but was \"%s\""
                .formatted(path, key, entry.getKey(), entry.getValue()),
            e);
      }
    }
    return numbers;
  }

  /** A map from names, which may hold dots, to texts. */
  Map<String, String> strings(String key) {
    Map<String, String> strings = new TreeMap<>();
    Config map = values.getConfig(path + "." + key);
    for (Map.Entry<String, ConfigValue> entry : map.entrySet()) {
      String name = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      String before = strings.put(name, String.valueOf(entry.getValue().unwrapped()));
      if (before != null) {
        throw new UserException(
            "%s.%s names %s twice, once with quotes around it and once without%s"
                .formatted(path, key, name, KnownKeys.where(entry.getValue())));
      }
    }
    return strings;
  }

  /** A map from names to lists of texts; a text alone is a list of one. */
  Map<String, List<String>> lists(String key) {
    Map<String, List<String>> lists = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : values.getObject(path + "." + key).entrySet()) {
      Object value = entry.getValue().unwrapped();
      List<String> texts =
          value instanceof List<?> list
              ? list.stream().map(String::valueOf).toList()
              : List.of(String.valueOf(value));
      if (texts.isEmpty() || value instanceof Map<?, ?>) {
        throw new UserException(
            "%s.%s.%s must be a list of texts but was %s%s"
                .formatted(
                    path,
                    key,
                    entry.getKey(),
                    entry.getValue().render(),
                    KnownKeys.where(entry.getValue())));
      }
      lists.put(entry.getKey(), texts);
    }
    return lists;
  }

  /** A list of anything. */
  List<?> entries(String key) {
    if (value(key).unwrapped() instanceof List<?> list) {
      return list;
    }
    throw wrong(key, "a list");
  }

  /** A list of texts. */
  List<String> texts(String key) {
    return entries(key).stream().map(String::valueOf).toList();
  }

  private ConfigValue value(String key) {
    return values.getValue(path + "." + key);
  }

  /** The error for a value that breaks a rule: "must be ... but was ...". */
  UserException wrong(String key, String allowed) {
    ConfigValue value = value(key);
    boolean number = value.valueType() == ConfigValueType.NUMBER;
    String found = number ? value.unwrapped().toString() : value.render();
    return new UserException(
        path + "." + key + " must be " + allowed + " but was " + found + KnownKeys.where(value));
  }

  private static <E extends Enum<E>> String allowed(Class<E> kind) {
    return String.join(", ", Arrays.stream(kind.getEnumConstants()).map(Section::nameOf).toList());
  }

  /** What a configuration calls an enum constant: {@code SOLVED_WEIGHTS} is solved-weights. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
