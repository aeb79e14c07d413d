package dev.isonomy.model;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tiny test bundle, and altered copies of it. */
public final class Bundles {
  private Bundles() {}

  /** Where the test bundles are. */
  public static Path root() {
    try {
      return Path.of(Bundles.class.getResource("/bundles/tiny-golden.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The tiny bundle as it is. */
  public static ModelBundle tiny() {
    return ModelBundle.fromDirectory(root().resolve("tiny"));
  }

  /** A bundle of this folder. */
  public static ModelBundle named(String name) {
    return ModelBundle.fromDirectory(root().resolve(name));
  }

  /** Copies the tiny bundle to a directory and edits its manifest. */
  public static Path altered(Path directory, Consumer<JsonObject> edit) {
    return altered(root().resolve("tiny"), directory, edit);
  }

  /** Copies a bundle to a directory and edits its manifest. */
  public static Path altered(Path bundle, Path directory, Consumer<JsonObject> edit) {
    try (Stream<Path> files = Files.list(bundle)) {
      Files.createDirectories(directory);
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName().toString()));
      }
      Path manifest = directory.resolve(ModelBundle.MANIFEST);
      JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
      edit.accept(json);
      Files.writeString(manifest, new Gson().toJson(json));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies the tiny bundle and replaces a module's file by a hostile one, with the right hash. */
  public static ModelBundle hostile(Path directory, String module, String hostileFile) {
    try {
      byte[] bytes = Files.readAllBytes(root().resolve("hostile").resolve(hostileFile));
      altered(
          directory,
          json -> json.getAsJsonObject("files").addProperty(module + ".pt", Sha256.of(bytes)));
      Files.write(directory.resolve(module + ".pt"), bytes);
      return ModelBundle.fromDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers of the golden file. */
  public static float[] golden(String key) {
    return golden("tiny-golden.json", key);
  }

  /** Numbers of a golden file. */
  public static float[] golden(String file, String key) {
    try {
      JsonObject json =
          JsonParser.parseString(Files.readString(root().resolve(file))).getAsJsonObject();
      List<JsonElement> list = json.getAsJsonArray(key).asList();
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
