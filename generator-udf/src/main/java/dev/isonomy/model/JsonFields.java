package dev.isonomy.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.error.UserException;
import java.util.Arrays;
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
record JsonFields(JsonObject json, String source, String prefix) {

  UserException error(String key, String allowed, String found) {
    return new UserException(source + ": " + prefix + key + " " + allowed + " but was " + found);
  }

  boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  private JsonElement element(String key, String allowed) {
    if (!has(key)) {
      throw error(key, allowed, "missing");
    }
    return json.get(key);
  }

  JsonFields object(String key) {
    JsonElement element = element(key, "must be an object");
    if (!element.isJsonObject()) {
      throw error(key, "must be an object", element.toString());
    }
    return new JsonFields(element.getAsJsonObject(), source, prefix + key + ".");
  }

  JsonArray array(String key) {
    JsonElement element = element(key, "must be a list");
    if (!element.isJsonArray()) {
      throw error(key, "must be a list", element.toString());
    }
    return element.getAsJsonArray();
  }

  String text(String key) {
    JsonElement element = element(key, "must be a string");
    if (!element.isJsonPrimitive()
        || !element.getAsJsonPrimitive().isString()
        || element.getAsString().isBlank()) {
      throw error(key, "must be a string", element.toString());
    }
    return element.getAsString();
  }

  String textOr(String key, String fallback) {
    return has(key) ? text(key) : fallback;
  }

  int integer(String key, int least) {
    String allowed = "must be an integer of at least " + least;
    JsonElement element = element(key, allowed);
    try {
      if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
        int value = element.getAsBigDecimal().intValueExact();
        if (value >= least) {
          return value;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw error(key, allowed, element.toString());
    }
    throw error(key, allowed, element.toString());
  }

  double numberOr(String key, double fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonElement element = json.get(key);
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
      throw error(key, "must be a number", element.toString());
    }
    return element.getAsDouble();
  }

  boolean flagOr(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    JsonElement element = json.get(key);
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
      throw error(key, "must be true or false", element.toString());
    }
    return element.getAsBoolean();
  }

  String oneOf(String key, String... allowed) {
    String value = text(key);
    if (!Arrays.asList(allowed).contains(value)) {
      throw error(key, "must be " + String.join(" or ", allowed), "'" + value + "'");
    }
    return value;
  }

  <T> T mapped(String key, Function<String, T> reader) {
    String value = text(key);
    try {
      return reader.apply(value);
    } catch (UserException e) {
      throw new UserException(source + ": " + prefix + e.getMessage(), e);
    }
  }

  void onlyKeys(Set<String> known) {
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
