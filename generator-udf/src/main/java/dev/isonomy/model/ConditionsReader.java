package dev.isonomy.model;

import com.google.gson.JsonElement;
import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.Guidance;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads what a denoiser takes beside state and level, and how that guides it. */
final class ConditionsReader {
  private static final String TEXT = "prompt";
  private static final String NAME = "[a-z][a-z0-9_]*";
  private static final Set<String> COMMON = Set.of("name", "source", "shape", "type");

  /** What a source has beside the common keys. */
  private static final Map<String, Set<String>> OWN =
      Map.of(
          "code", Set.of("unconditional"),
          "prompt", Set.of(),
          "class", Set.of("classes", "null"),
          "number", Set.of("range"),
          "constant", Set.of("values"),
          "guidance", Set.of());

  private static final int MOST_CLASSES = 1_000_000;
  private static final double LARGEST_SCALE = 100;

  private ConditionsReader() {}

  static List<Condition> conditions(JsonFields root) {
    if (!root.has("conditions")) {
      return List.of();
    }
    List<Condition> conditions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonFields fields : root.objects("conditions")) {
      Condition condition = condition(fields);
      if (!names.add(condition.name())) {
        throw fields.error("name", "must be unique", "'" + condition.name() + "' again");
      }
      conditions.add(condition);
    }
    boolean code = conditions.stream().anyMatch(c -> c.source() instanceof ConditionSource.Code);
    if (code && conditions.size() > 1) {
      throw root.error("conditions", "must be the code alone where there is one", names.toString());
    }
    return conditions;
  }

  private static Condition condition(JsonFields fields) {
    String name = fields.text("name");
    if (!name.matches(NAME)) {
      throw fields.error("name", "must be lower-case letters, digits and _", "'" + name + "'");
    }
    if (name.equals(TEXT)) {
      throw fields.error(
          "name", "must not be the column of texts in a table of prompts", "'" + name + "'");
    }
    String kind = fields.oneOf("source", OWN.keySet().stream().sorted().toArray(String[]::new));
    Set<String> keys = new HashSet<>(COMMON);
    keys.addAll(OWN.get(kind));
    fields.onlyKeys(keys);
    List<Integer> shape = shape(fields);
    boolean integers =
        fields.has("type")
            ? fields.oneOf("type", "float32", "int64").equals("int64")
            : kind.equals("class");
    ConditionSource source = source(kind, fields, shape, integers);
    return new Condition(name, source, shape, integers);
  }

  private static List<Integer> shape(JsonFields fields) {
    if (!fields.has("shape")) {
      return List.of();
    }
    int[] extents = fields.integers("shape");
    long size = 1;
    for (int extent : extents) {
      size *= extent;
      if (extent < 1 || size > Integer.MAX_VALUE) {
        throw fields.error(
            "shape",
            "must be positive extents of at most 2^31 numbers",
            fields.array("shape") + "");
      }
    }
    return IntStream.of(extents).boxed().toList();
  }

  private static ConditionSource source(
      String kind, JsonFields fields, List<Integer> shape, boolean integers) {
    return switch (kind) {
      case "code" -> {
        require(fields, "shape", "must be one extent", shape.size() == 1);
        require(fields, "type", "must be float32 for a code", !integers);
        yield new ConditionSource.Code(fields.flagOr("unconditional", false));
      }
      case "prompt" -> new ConditionSource.Prompt();
      case "class" -> {
        require(fields, "shape", "must be [] for a class", shape.isEmpty());
        require(fields, "type", "must be int64 for a class", integers);
        yield classes(fields);
      }
      case "number" -> {
        require(fields, "shape", "must be [] for a number", shape.isEmpty());
        require(fields, "type", "must be float32 for a number", !integers);
        double[] range = fields.numbers("range", -Float.MAX_VALUE, Float.MAX_VALUE);
        if (range.length != 2 || !(range[0] < range[1])) {
          throw fields.error(
              "range", "must be the least and the most number", fields.array("range") + "");
        }
        yield new ConditionSource.Range(range[0], range[1]);
      }
      case "constant" -> constant(fields, shape);
      default -> {
        require(fields, "shape", "must be [] for the scale", shape.isEmpty());
        yield new ConditionSource.GuidanceScale();
      }
    };
  }

  private static void require(JsonFields fields, String key, String allowed, boolean fits) {
    if (!fits) {
      throw fields.error(key, allowed, String.valueOf(fields.json().get(key)));
    }
  }

  private static ConditionSource constant(JsonFields fields, List<Integer> shape) {
    double[] values = fields.numbers("values", -Float.MAX_VALUE, Float.MAX_VALUE);
    int size = shape.stream().reduce(1, Math::multiplyExact);
    if (values.length != size) {
      throw fields.error("values", "must be " + size + " numbers", values.length + " of them");
    }
    float[] narrow = new float[size];
    for (int i = 0; i < size; i++) {
      narrow[i] = (float) values[i];
    }
    return new ConditionSource.Constant(narrow);
  }

  private static ConditionSource classes(JsonFields fields) {
    JsonElement given = fields.json().get("classes");
    List<String> names =
        given != null && given.isJsonArray() ? fields.texts("classes") : numbered(fields);
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw fields.error("classes", "must be classes of different names", names.toString());
    }
    int none =
        fields.has("null") ? fields.integer("null", 0) : ConditionSource.ClassIndex.WITHOUT_NONE;
    return new ConditionSource.ClassIndex(names, none);
  }

  private static List<String> numbered(JsonFields fields) {
    int count = fields.integer("classes", 1);
    if (count > MOST_CLASSES) {
      throw fields.error("classes", "must be at most " + MOST_CLASSES, count + "");
    }
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  static Guidance guidance(JsonFields root, List<Condition> conditions) {
    if (!root.has("guidance")) {
      return Guidance.NONE;
    }
    JsonFields fields = root.object("guidance");
    fields.onlyKeys(Set.of("kind", "scale", "rescale"));
    String kind = fields.oneOf("kind", "none", "classifier-free", "embedded");
    double scale = fields.has("scale") ? fields.number("scale", 0, LARGEST_SCALE) : 1;
    double rescale = fields.has("rescale") ? fields.number("rescale", 0, 1) : 0;
    boolean told =
        conditions.stream().anyMatch(c -> c.source() instanceof ConditionSource.GuidanceScale);
    if (told != kind.equals("embedded")) {
      throw fields.error(
          "kind", "must be embedded exactly if a condition has the source guidance", kind);
    }
    if (kind.equals("classifier-free")
        && conditions.stream().noneMatch(c -> c.source().optional())) {
      throw fields.error(
          "kind", "needs a prompt, a class with a null, or a code that can be left out", kind);
    }
    Guidance.Kind found =
        switch (kind) {
          case "classifier-free" -> Guidance.Kind.CLASSIFIER_FREE;
          case "embedded" -> Guidance.Kind.EMBEDDED;
          default -> Guidance.Kind.NONE;
        };
    return new Guidance(found, scale, rescale);
  }

  /**
   * The width of the code that a semantic latent space is made of.
   *
   * @throws UserException if the widths differ
   */
  static void requireCode(JsonFields space, int width, List<Condition> conditions) {
    int found =
        conditions.stream()
            .filter(c -> c.source() instanceof ConditionSource.Code)
            .mapToInt(Condition::size)
            .findFirst()
            .orElseThrow(
                () ->
                    space.error(
                        "type", "must be noisy, as no condition has the source code,", "semantic"));
    if (found != width) {
      throw space.error("dimension", "must be the code's " + found, String.valueOf(width));
    }
  }
}
