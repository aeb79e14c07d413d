package dev.isonomy.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The tiny lifting bundle of the tests, and altered copies of it. */
public final class LiftBundles {
  private LiftBundles() {}

  /** Where it lies. */
  public static Path directory() {
    return Bundles.root().resolve("tiny-lift");
  }

  /** The tiny bundle as it is. */
  public static LiftBundle tiny() {
    return LiftBundle.fromDirectory(directory());
  }

  /** A copy with an edited manifest. */
  public static Path altered(Path target, Consumer<JsonObject> edit) {
    try {
      Files.createDirectories(target);
      for (String name : List.of("lifter.pt", "segmenter.pt")) {
        Files.copy(directory().resolve(name), target.resolve(name));
      }
      JsonObject json =
          JsonParser.parseString(Files.readString(directory().resolve("bundle.json")))
              .getAsJsonObject();
      edit.accept(json);
      Files.writeString(target.resolve("bundle.json"), new Gson().toJson(json));
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy whose lifter is a hostile one, with the right hash. */
  public static LiftBundle hostile(Path target, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Bundles.root().resolve("hostile").resolve(file));
      altered(
          target, json -> json.getAsJsonObject("files").addProperty("lifter.pt", Sha256.of(bytes)));
      Files.write(target.resolve("lifter.pt"), bytes);
      return LiftBundle.fromDirectory(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers of the golden file. */
  public static float[] golden(String key) {
    try {
      List<JsonElement> list =
          JsonParser.parseString(Files.readString(Bundles.root().resolve("lift-golden.json")))
              .getAsJsonObject()
              .getAsJsonArray(key)
              .asList();
      float[] numbers = new float[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = list.get(i).getAsFloat();
      }
      return numbers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
