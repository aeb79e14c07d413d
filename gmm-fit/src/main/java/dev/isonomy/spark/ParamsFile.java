package dev.isonomy.spark;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.error.UserException;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * The metadata of a saved stage: one line of JSON in the form of spark.ml, so that a Pipeline can
 * read it, written and read by public interfaces that are the same on every Spark line.
 */
final class ParamsFile {
  private ParamsFile() {}

  static void write(Params instance, String path, SparkSession spark) {
    JsonObject set = new JsonObject();
    JsonObject defaults = new JsonObject();
    for (Param<?> param : instance.params()) {
      add(instance, param, set, defaults);
    }
    JsonObject json = new JsonObject();
    json.addProperty("class", instance.getClass().getName());
    json.addProperty("timestamp", System.currentTimeMillis());
    json.addProperty("sparkVersion", spark.version());
    json.addProperty("uid", instance.uid());
    json.add("paramMap", set);
    json.add("defaultParamMap", defaults);
    spark
        .createDataset(List.of(json.toString()), Encoders.STRING())
        .coalesce(1)
        .write()
        .text(path + "/metadata");
  }

  private static <T> void add(
      Params instance, Param<T> param, JsonObject set, JsonObject defaults) {
    if (instance.isSet(param)) {
      set.add(param.name(), encoded(param, instance.getOrDefault(param)));
    } else if (instance.hasDefault(param)) {
      defaults.add(param.name(), encoded(param, instance.getOrDefault(param)));
    }
  }

  private static <T> JsonElement encoded(Param<T> param, T value) {
    return JsonParser.parseString(param.jsonEncode(value));
  }

  static JsonObject read(String path, Class<?> expected, SparkSession spark) {
    List<String> lines = LiteralPaths.read(spark).textFile(path + "/metadata").takeAsList(1);
    if (lines.isEmpty()) {
      throw new UserException(path + " must hold a saved stage but its metadata is empty");
    }
    JsonObject json = JsonParser.parseString(lines.get(0)).getAsJsonObject();
    String found = json.get("class").getAsString();
    if (!found.equals(expected.getName())) {
      throw new UserException(
          path + " must hold a saved " + expected.getName() + " but holds a " + found);
    }
    return json;
  }

  /** Sets the Params that were set when the metadata was written. */
  static void restore(Params instance, JsonObject metadata) {
    JsonObject set = metadata.getAsJsonObject("paramMap");
    for (String name : set.keySet()) {
      restore(instance, instance.getParam(name), set.get(name));
    }
  }

  private static <T> void restore(Params instance, Param<T> param, JsonElement value) {
    instance.set(param, param.jsonDecode(value.toString()));
  }
}
