package dev.isonomy.model;

import dev.isonomy.json.JsonFields;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code precisions} of a manifest: the denoiser's files in fewer bits. */
final class ReducedDenoisers {
  private static final String KEY = "precisions";

  private ReducedDenoisers() {}

  /**
   * The files, empty where the bundle carries none.
   *
   * @throws dev.isonomy.error.UserException if a precision is not known, a file is not listed, or
   *     the engine cannot run them
   */
  static Map<Precision, String> read(
      JsonFields root, ModuleEngine engine, Map<String, String> files) {
    Map<Precision, String> reduced = new EnumMap<>(Precision.class);
    if (!root.has(KEY)) {
      return reduced;
    }
    ManifestReader.requireTorchScript(root, engine, KEY);
    JsonFields fields = root.object(KEY);
    fields.onlyKeys(known());
    for (Precision precision : Precision.values()) {
      if (fields.has(precision.label())) {
        reduced.put(precision, ManifestReader.file(fields, precision.label(), files));
      }
    }
    return reduced;
  }

  private static Set<String> known() {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision != Precision.FLOAT32)
        .map(Precision::label)
        .collect(Collectors.toSet());
  }
}
