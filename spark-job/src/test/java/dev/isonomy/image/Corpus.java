package dev.isonomy.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.InflaterInputStream;

/** The images of {@code make_image_golden.py} with what Pillow shows of them. */
final class Corpus {
  private static final Path FOLDER = Path.of("src/test/resources/golden/images");

  private Corpus() {}

  /**
   * One image.
   *
   * @param file its name
   * @param kind a row of the table in the documentation
   * @param width as shown
   * @param height as shown
   * @param rgb what Pillow shows
   */
  record Entry(String file, String kind, int width, int height, byte[] rgb) {
    byte[] encoded() {
      return bytes(file);
    }

    @Override
    public String toString() {
      return file;
    }
  }

  static List<Entry> entries() {
    try {
      String text = Files.readString(FOLDER.resolve("golden.json"));
      JsonArray all = JsonParser.parseString(text).getAsJsonArray();
      List<Entry> entries = new ArrayList<>();
      for (JsonElement each : all) {
        JsonObject entry = each.getAsJsonObject();
        byte[] packed = Base64.getDecoder().decode(entry.get("rgb").getAsString());
        entries.add(
            new Entry(
                entry.get("file").getAsString(),
                entry.get("kind").getAsString(),
                entry.get("width").getAsInt(),
                entry.get("height").getAsInt(),
                new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes()));
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The identity of each image's pixels in other modes, of {@code make_mode_golden.py}. */
  static JsonObject modes() {
    return JsonParser.parseString(new String(bytes("modes.json"), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
