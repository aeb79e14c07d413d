package dev.isonomy.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Class names in a Parquet file's own metadata: Hugging Face {@code ClassLabel} features, and the
 * labels that Spark ML's {@code StringIndexer} leaves with its column.
 */
final class MetadataNames {
  /** Key of Hugging Face {@code datasets}. */
  static final String HUGGING_FACE = "huggingface";

  /** Key of Spark. */
  static final String SPARK = "org.apache.spark.sql.parquet.row.metadata";

  private MetadataNames() {}

  /** The names of each column that has some; nothing of metadata of another form. */
  static Map<String, List<String>> of(Map<String, String> metadata) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    indexed(object(metadata.get(SPARK))).forEach(names::put);
    labelled(object(object(object(metadata.get(HUGGING_FACE)), "info"), "features"))
        .forEach(names::put);
    return names;
  }

  /** Keys that should hold class names but do not hold a JSON object. */
  static List<String> unreadable(Map<String, String> metadata) {
    return Stream.of(HUGGING_FACE, SPARK)
        .filter(key -> metadata.get(key) != null && !isObject(metadata.get(key)))
        .toList();
  }

  private static boolean isObject(String json) {
    try {
      return JsonParser.parseString(json).isJsonObject();
    } catch (JsonParseException notJson) {
      return false;
    }
  }

  /** Class names of features, as {@code datasets} writes them as JSON. */
  static Map<String, List<String>> labelled(JsonObject features) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> feature : features.entrySet()) {
      List<String> texts = texts(member(feature.getValue(), "names"));
      if (!texts.isEmpty()) {
        names.put(feature.getKey(), texts);
      }
    }
    return names;
  }

  private static Map<String, List<String>> indexed(JsonObject schema) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    if (member(schema, "fields") instanceof JsonArray fields) {
      for (JsonElement field : fields) {
        List<String> texts = texts(member(member(member(field, "metadata"), "ml_attr"), "vals"));
        if (!texts.isEmpty() && member(field, "name") instanceof JsonPrimitive name) {
          names.put(name.getAsString(), texts);
        }
      }
    }
    return names;
  }

  private static List<String> texts(JsonElement names) {
    List<String> texts = new ArrayList<>();
    if (names instanceof JsonArray array) {
      for (JsonElement each : array) {
        if (!each.isJsonPrimitive()) {
          return List.of();
        }
        texts.add(each.getAsString());
      }
    }
    return texts;
  }

  private static JsonObject object(String json) {
    return json != null && isObject(json)
        ? JsonParser.parseString(json).getAsJsonObject()
        : new JsonObject();
  }

  private static JsonObject object(JsonObject parent, String key) {
    return member(parent, key) instanceof JsonObject object ? object : new JsonObject();
  }

  private static JsonElement member(JsonElement parent, String key) {
    return parent instanceof JsonObject object ? object.get(key) : null;
  }
}
