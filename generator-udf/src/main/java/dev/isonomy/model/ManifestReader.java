package dev.isonomy.model;

import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what the manifests of all kinds of bundles have in common. */
final class ManifestReader {
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ManifestReader() {}

  /**
   * The fields of a manifest of one kind.
   *
   * @param kind the kind that it must be of
   * @throws UserException if it is no JSON object, or of another format or kind
   */
  static JsonFields parse(String text, String source, String kind) {
    JsonFields root = JsonFields.parse(text, source);
    root.requireFormat(Manifest.FORMAT_VERSION);
    root.oneOf("kind", kind);
    return root;
  }

  static Manifest.Identity identity(JsonFields root) {
    return new Manifest.Identity(
        root.text("name"), root.text("version"), root.textOr("licence", "unknown"));
  }

  static ModuleEngine engine(JsonFields root) {
    return root.oneOf("engine", "torchscript", "onnx").equals("onnx")
        ? ModuleEngine.ONNX
        : ModuleEngine.TORCHSCRIPT;
  }

  /**
   * Requires the engine whose modules a key is about.
   *
   * @throws UserException if another engine runs the bundle
   */
  static void requireTorchScript(JsonFields root, ModuleEngine engine, String key) {
    if (engine != ModuleEngine.TORCHSCRIPT) {
      throw root.error(
          "engine", "must be torchscript in a bundle with " + key, "'" + engine.label() + "'");
    }
  }

  /** The object {@code files}: SHA-256 per name. */
  static Map<String, String> files(JsonFields fields) {
    Map<String, String> files = new TreeMap<>();
    for (String name : fields.keys()) {
      if (!FILE_NAME.matcher(name).matches() || name.equals(ModelBundle.MANIFEST)) {
        throw new UserException(
            fields.source()
                + ": files must name plain files inside the bundle, other than "
                + ModelBundle.MANIFEST
                + ", but names '"
                + name
                + "'");
      }
      String hash = fields.text(name);
      if (!SHA256.matcher(hash).matches()) {
        throw fields.error(
            name, "must be a SHA-256 in 64 lower-case hexadecimal digits", "'" + hash + "'");
      }
      files.put(name, hash);
    }
    return files;
  }

  /** The object {@code modules}: files for some of the modules that a kind can have. */
  static Map<BundleModule, ModuleFiles> modules(
      JsonFields fields,
      Set<BundleModule> possible,
      ModuleEngine engine,
      Map<String, String> files) {
    fields.onlyKeys(possible.stream().map(BundleModule::label).collect(Collectors.toSet()));
    Map<BundleModule, ModuleFiles> modules = new EnumMap<>(BundleModule.class);
    for (BundleModule module : possible) {
      String label = module.label();
      if (!fields.has(label)) {
        continue;
      }
      if (engine == ModuleEngine.ONNX && fields.json().get(label).isJsonObject()) {
        JsonFields methods = fields.object(label);
        Map<String, String> byMethod = new TreeMap<>();
        methods.keys().forEach(key -> byMethod.put(key, file(methods, key, files)));
        modules.put(module, new ModuleFiles.PerMethod(byMethod));
      } else {
        String file = file(fields, label, files);
        modules.put(
            module,
            engine == ModuleEngine.ONNX
                ? new ModuleFiles.PerMethod(Map.of(ModuleFiles.FORWARD, file))
                : new ModuleFiles.Single(file));
      }
    }
    return modules;
  }

  static String file(JsonFields fields, String key, Map<String, String> files) {
    String file = fields.text(key);
    if (!files.containsKey(file)) {
      throw fields.error(key, "must be one of files " + files.keySet(), "'" + file + "'");
    }
    return file;
  }
}
