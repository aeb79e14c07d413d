package dev.isonomy.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads fields of one JSON object; every complaint names file, key, what was found and what is
 * allowed.
 *
 * @param json the object
 * @param source the file
 * @param prefix where the object is in it, with a dot at the end
 */
public record JsonFields(JsonObject json, String source, String prefix) {
  /** Longer values are cut in messages. */
  private static final int LONGEST_SHOWN = 200;

  /**
   * The fields of a whole file.
   *
   * @param text the file's text
   * @param source what the file is called
   * @throws UserException if the text is not a JSON object
   */
  public static JsonFields parse(String text, String source) {
    try {
      JsonElement element = JsonParser.parseString(text);
      if (!element.isJsonObject()) {
        throw new UserException(source + " must hold a JSON object");
      }
      return new JsonFields(element.getAsJsonObject(), source, "");
    } catch (JsonParseException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new UserException(source + " is not valid JSON: " + reason, e);
    }
  }

  /**
   * The complaint about a key.
   *
   * @param key the key
   * @param allowed what is allowed, such as "must be a string"
   * @param found what was found
   */
  public UserException error(String key, String allowed, String found) {
    String shown =
        found.length() > LONGEST_SHOWN ? found.substring(0, LONGEST_SHOWN) + "..." : found;
    return new UserException(source + ": " + prefix + key + " " + allowed + " but was " + shown);
  }

  /** Whether a key is there and is not null. */
  public boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /** The object's keys, in their order. */
  public Set<String> keys() {
    return json.keySet();
  }

  private JsonElement element(String key, String allowed) {
    if (!has(key)) {
      throw error(key, allowed, "missing");
    }
    return json.get(key);
  }

  /**
   * The fields of an object inside this one.
   *
   * @throws UserException if there is no object of this key
   */
  public JsonFields object(String key) {
    JsonElement element = element(key, "must be an object");
    if (!element.isJsonObject()) {
      throw error(key, "must be an object", element.toString());
    }
    return new JsonFields(element.getAsJsonObject(), source, prefix + key + ".");
  }

  /**
   * The objects of a list.
   *
   * @throws UserException if there is no list of objects of this key
   */
  public List<JsonFields> objects(String key) {
    JsonArray array = array(key);
    List<JsonFields> objects = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!array.get(i).isJsonObject()) {
        throw error(key + "[" + i + "]", "must be an object", array.get(i).toString());
      }
      objects.add(
          new JsonFields(array.get(i).getAsJsonObject(), source, prefix + key + "[" + i + "]."));
    }
    return objects;
  }

  /**
   * A list.
   *
   * @throws UserException if there is no list of this key
   */
  public JsonArray array(String key) {
    JsonElement element = element(key, "must be a list");
    if (!element.isJsonArray()) {
      throw error(key, "must be a list", element.toString());
    }
    return element.getAsJsonArray();
  }

  /**
   * A list of strings.
   *
   * @throws UserException if there is no list of strings of this key
   */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonElement each : array(key)) {
      if (!each.isJsonPrimitive() || !each.getAsJsonPrimitive().isString()) {
        throw error(key, "must be a list of strings", array(key).toString());
      }
      texts.add(each.getAsString());
    }
    return texts;
  }

  /**
   * A list of whole numbers of 32 bits.
   *
   * @throws UserException if there is no such list of this key
   */
  public int[] integers(String key) {
    JsonArray array = array(key);
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonObject one = new JsonObject();
      String at = key + "[" + i + "]";
      one.add(at, array.get(i));
      numbers[i] = new JsonFields(one, source, prefix).integer(at, Integer.MIN_VALUE);
    }
    return numbers;
  }

  /**
   * A list of numbers, each between two others or equal to one of them.
   *
   * @throws UserException if there is no such list of this key, naming the element
   */
  public double[] numbers(String key, double least, double most) {
    JsonArray array = array(key);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonObject one = new JsonObject();
      String at = key + "[" + i + "]";
      one.add(at, array.get(i));
      numbers[i] = new JsonFields(one, source, prefix).number(at, least, most);
    }
    return numbers;
  }

  /**
   * A string that is not blank.
   *
   * @throws UserException if there is no such string of this key
   */
  public String text(String key) {
    String text = name(key);
    if (text.isBlank()) {
      throw error(key, "must be a string", json.get(key).toString());
    }
    return text;
  }

  /**
   * A string that may be blank, such as the name of a class.
   *
   * @throws UserException if there is no string of this key
   */
  public String name(String key) {
    JsonElement element = element(key, "must be a string");
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw error(key, "must be a string", element.toString());
    }
    return element.getAsString();
  }

  /** A string, or the fallback where the key is missing. */
  public String textOr(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  /**
   * A whole number.
   *
   * @param least the smallest number that is allowed
   * @throws UserException if there is no such number of this key
   */
  public int integer(String key, int least) {
    return (int) whole(key, least, Integer.MAX_VALUE, "must be an integer of at least " + least);
  }

  /**
   * A whole number of 64 bits.
   *
   * @param least the smallest number that is allowed
   * @throws UserException if there is no such number of this key
   */
  public long whole(String key, long least) {
    String allowed =
        least == Long.MIN_VALUE ? "must be an integer" : "must be an integer of at least " + least;
    return whole(key, least, Long.MAX_VALUE, allowed);
  }

  private long whole(String key, long least, long most, String allowed) {
    JsonElement element = element(key, allowed);
    try {
      if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
        BigDecimal number = element.getAsBigDecimal();
        long value = number.longValueExact();
        if (value >= least && value <= most) {
          return value;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw error(key, allowed, element.toString());
    }
    throw error(key, allowed, element.toString());
  }

  /**
   * A number between two others, or equal to one of them.
   *
   * @throws UserException if there is no such number of this key
   */
  public double number(String key, double least, double most) {
    String allowed =
        most == Double.POSITIVE_INFINITY
            ? "must be a finite number of at least " + least
            : "must be a number between " + least + " and " + most;
    JsonElement element = element(key, allowed);
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
      double value = element.getAsDouble();
      if (value >= least && value <= most && Double.isFinite(value)) {
        return value;
      }
    }
    throw error(key, allowed, element.toString());
  }

  /** A number, or the fallback where the key is missing. */
  public double numberOr(String key, double fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonElement element = json.get(key);
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
      throw error(key, "must be a number", element.toString());
    }
    return element.getAsDouble();
  }

  /**
   * The numbers of an object whose keys are indices, such as {@code {"3": 0.5}}; zero elsewhere.
   *
   * @param length how many numbers there are
   * @param most the largest number that is allowed; the smallest is 0
   * @throws UserException if there is no such object of this key
   */
  public double[] sparse(String key, int length, double most) {
    JsonFields entries = object(key);
    double[] numbers = new double[length];
    for (String index : entries.keys()) {
      int at = index.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(index) : length;
      if (at >= length) {
        throw entries.error(index, "must be an index below " + length, "'" + index + "'");
      }
      numbers[at] = entries.number(index, 0, most);
    }
    return numbers;
  }

  /** True or false, or the fallback where the key is missing. */
  public boolean flagOr(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonElement element = json.get(key);
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
      throw error(key, "must be true or false", element.toString());
    }
    return element.getAsBoolean();
  }

  /**
   * One of some strings.
   *
   * @throws UserException if there is none of them under this key
   */
  public String oneOf(String key, String... allowed) {
    String value = text(key);
    if (!Arrays.asList(allowed).contains(value)) {
      throw error(key, "must be " + String.join(" or ", allowed), "'" + value + "'");
    }
    return value;
  }

  /** What a reader makes of a string; its complaint follows the name of the file. */
  public <T> T mapped(String key, Function<String, T> reader) {
    String value = text(key);
    try {
      return reader.apply(value);
    } catch (UserException e) {
      throw new UserException(source + ": " + prefix + e.getMessage(), e);
    }
  }

  /**
   * Requires the format that is read.
   *
   * @throws UserException if {@code formatVersion} is another one
   */
  public void requireFormat(int version) {
    int found = integer("formatVersion", 1);
    if (found != version) {
      throw error("formatVersion", "must be " + version, String.valueOf(found));
    }
  }

  /**
   * Refuses keys that nobody reads.
   *
   * @throws UserException naming the first one and those that are known
   */
  public void onlyKeys(Set<String> known) {
    Optional<String> stranger =
        json.keySet().stream().filter(key -> !known.contains(key)).findFirst();
    if (stranger.isPresent()) {
      throw new UserException(
          source
              + ": "
              + prefix
              + stranger.get()
              + " is not known; known are "
              + known.stream().sorted().toList());
    }
  }
}
