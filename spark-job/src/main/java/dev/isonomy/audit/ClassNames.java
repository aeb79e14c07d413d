package dev.isonomy.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of class labels as Hugging Face {@code datasets} keeps them: in the metadata of a
 * Parquet file, or in the front matter of a data set's README.md.
 */
final class ClassNames {
  /** Key of a Parquet file's metadata. */
  static final String METADATA_KEY = "huggingface";

  private static final Pattern FEATURE = Pattern.compile("^\\s*- name: (.+)$");
  private static final Pattern CLASS = Pattern.compile("^\\s*'(\\d+)': (.+)$");

  private ClassNames() {}

  /** From a Parquet file's metadata; nothing if it is no JSON of the known form. */
  static Map<String, List<String>> ofMetadata(String json) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    try {
      JsonObject features =
          JsonParser.parseString(json)
              .getAsJsonObject()
              .getAsJsonObject("info")
              .getAsJsonObject("features");
      for (Map.Entry<String, JsonElement> feature : features.entrySet()) {
        if (feature.getValue() instanceof JsonObject described && described.has("names")) {
          names.put(
              feature.getKey(),
              described.getAsJsonArray("names").asList().stream()
                  .map(JsonElement::getAsString)
                  .toList());
        }
      }
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException notThatForm) {
      names.clear();
    }
    return names;
  }

  /** From the front matter of a README.md. */
  static Map<String, List<String>> ofCard(String markdown) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    String[] lines = markdown.split("\n", -1);
    String feature = "";
    for (int i = 1; i < lines.length && lines[0].equals("---") && !lines[i].equals("---"); i++) {
      Matcher named = FEATURE.matcher(lines[i]);
      Matcher numbered = CLASS.matcher(lines[i]);
      if (named.matches()) {
        feature = unquoted(named.group(1));
      } else if (numbered.matches() && !feature.isEmpty()) {
        names.computeIfAbsent(feature, key -> new ArrayList<>()).add(unquoted(numbered.group(2)));
      }
    }
    return names;
  }

  private static String unquoted(String yaml) {
    String text = yaml.trim();
    boolean quoted =
        text.length() > 1
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    if (!quoted) {
      return text;
    }
    String inside = text.substring(1, text.length() - 1);
    return text.charAt(0) == '\'' ? inside.replace("''", "'") : inside;
  }
}
