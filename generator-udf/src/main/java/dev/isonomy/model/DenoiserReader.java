package dev.isonomy.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.diffusion.Clipping;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.DistilledSpacing;
import dev.isonomy.diffusion.FlowSpacing;
import dev.isonomy.diffusion.GridSpacing;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.PredictionType;
import dev.isonomy.diffusion.Samplers;
import dev.isonomy.diffusion.SigmaSpacing;
import dev.isonomy.diffusion.Spacing;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what a bundle says of the levels that its denoiser knows and of what it predicts. */
final class DenoiserReader {
  private static final Set<String> KEYS = Set.of("prediction", "levels", "end", "steps", "clip");
  private static final String NO_SIGNAL = "-Infinity";
  private static final String OWN_RATIO = "log-snr";

  /** float32 has no more: beyond, a state is signal or noise alone. */
  private static final double LARGEST_LOG_SNR = 170;

  private DenoiserReader() {}

  static Diffusion diffusion(JsonFields fields) {
    fields.onlyKeys(KEYS);
    PredictionType prediction = fields.mapped("prediction", PredictionType::ofName);
    Levels levels = levels(fields.object("levels"));
    if (fields.has("end")) {
      double end = fields.number("end", -LARGEST_LOG_SNR, LARGEST_LOG_SNR);
      Levels open = levels;
      levels = said(fields, () -> open.endingAt(end));
    }
    boolean noSignal = Double.isInfinite(levels.noisiest().logSnr());
    if (noSignal && prediction == PredictionType.EPSILON) {
      throw fields.error(
          "prediction",
          "must be v_prediction or sample, as levels.logSnr ends without signal,",
          "epsilon");
    }
    Clipping clipping = fields.has("clip") ? clipping(fields.object("clip")) : Clipping.NONE;
    return new Diffusion(levels, prediction, clipping);
  }

  private static Levels levels(JsonFields fields) {
    fields.onlyKeys(Set.of("logSnr", "told"));
    double[] logSnr = logSnr(fields);
    Optional<double[]> told =
        ownRatio(fields)
            ? Optional.empty()
            : Optional.of(fields.numbers("told", -Float.MAX_VALUE, Float.MAX_VALUE));
    return said(fields, () -> Levels.of(logSnr, told));
  }

  private static boolean ownRatio(JsonFields fields) {
    JsonElement told = fields.json().get("told");
    if (told == null || !told.isJsonPrimitive()) {
      return false;
    }
    return !fields.oneOf("told", OWN_RATIO).isEmpty();
  }

  /** The numbers; JSON has none that is infinite, so that the last one may be a word. */
  private static double[] logSnr(JsonFields fields) {
    JsonArray array = fields.array("logSnr").deepCopy();
    int last = array.size() - 1;
    boolean noSignal = last >= 0 && isWord(array.get(last));
    if (noSignal) {
      array.remove(last);
    }
    JsonObject finite = fields.json().deepCopy();
    finite.add("logSnr", array);
    double[] numbers =
        new JsonFields(finite, fields.source(), fields.prefix())
            .numbers("logSnr", -LARGEST_LOG_SNR, LARGEST_LOG_SNR);
    if (!noSignal) {
      return numbers;
    }
    double[] all = Arrays.copyOf(numbers, numbers.length + 1);
    all[numbers.length] = Double.NEGATIVE_INFINITY;
    return all;
  }

  private static boolean isWord(JsonElement element) {
    return element.isJsonPrimitive()
        && element.getAsJsonPrimitive().isString()
        && element.getAsString().equals(NO_SIGNAL);
  }

  /** The recommended sampler, in its usual, deterministic form where it has one. */
  static RecommendedSampler sampler(JsonFields fields) {
    fields.onlyKeys(Set.of("name", "steps", "eta"));
    double eta = fields.has("eta") ? fields.number("eta", 0, 1) : 0;
    OptionalInt steps =
        fields.has("steps") ? OptionalInt.of(fields.integer("steps", 1)) : OptionalInt.empty();
    String name = fields.oneOf("name", Samplers.names().toArray(String[]::new));
    return new RecommendedSampler(Samplers.of(name, eta), steps);
  }

  static Spacing spacing(JsonFields fields) {
    String name = fields.mapped("spacing", Spacings::of).label();
    return said(fields, () -> spacing(name, fields));
  }

  private static Spacing spacing(String name, JsonFields fields) {
    return switch (name) {
      case "flow" -> flow(fields);
      case "karras" -> {
        fields.onlyKeys(Set.of("spacing", "rho", "from", "to"));
        yield sigmas(
            new SigmaSpacing.Karras(fields.numberOr("rho", SigmaSpacing.Karras.USUAL_RHO)), fields);
      }
      case "exponential" -> {
        fields.onlyKeys(Set.of("spacing", "from", "to"));
        yield sigmas(new SigmaSpacing.Exponential(), fields);
      }
      case "beta" -> {
        fields.onlyKeys(Set.of("spacing", "alpha", "beta", "from", "to"));
        yield sigmas(
            new SigmaSpacing.Beta(
                fields.numberOr("alpha", SigmaSpacing.Beta.USUAL),
                fields.numberOr("beta", SigmaSpacing.Beta.USUAL)),
            fields);
      }
      case "distilled" -> {
        fields.onlyKeys(Set.of("spacing", "of"));
        yield new DistilledSpacing(
            fields.has("of") ? fields.integer("of", 1) : DistilledSpacing.USUAL);
      }
      default -> {
        fields.onlyKeys(Set.of("spacing", "offset"));
        GridSpacing grid = (GridSpacing) Spacings.of(name);
        yield new GridSpacing(grid.kind(), fields.has("offset") ? fields.integer("offset", 0) : 0);
      }
    };
  }

  private static SigmaSpacing sigmas(SigmaSpacing.Curve curve, JsonFields fields) {
    return new SigmaSpacing(
        curve,
        fields.numberOr("from", SigmaSpacing.OF_THE_TABLE),
        fields.numberOr("to", SigmaSpacing.OF_THE_TABLE));
  }

  private static FlowSpacing flow(JsonFields fields) {
    fields.onlyKeys(Set.of("spacing", "shift", "from", "to", "ends"));
    FlowSpacing.Ends ends =
        fields.has("ends") && fields.oneOf("ends", "first", "both").equals("both")
            ? FlowSpacing.Ends.BOTH
            : FlowSpacing.Ends.FIRST;
    return new FlowSpacing(
        fields.numberOr("shift", 1), fields.numberOr("from", 1), fields.numberOr("to", 0), ends);
  }

  private static Clipping clipping(JsonFields fields) {
    try {
      if (fields.has("range")) {
        fields.onlyKeys(Set.of("range"));
        return new Clipping.Range(fields.numberOr("range", 1));
      }
      fields.onlyKeys(Set.of("ratio", "max"));
      return new Clipping.Dynamic(fields.numberOr("ratio", 0.995), fields.numberOr("max", 1));
    } catch (IllegalArgumentException e) {
      throw new UserException(fields.source() + ": diffusion.clip: " + e.getMessage(), e);
    }
  }

  /** Adds file and place to what a value says of itself. */
  private static <T> T said(JsonFields fields, Supplier<T> value) {
    try {
      return value.get();
    } catch (UserException e) {
      if (e.getMessage().startsWith(fields.source())) {
        throw e;
      }
      throw new UserException(fields.source() + ": " + fields.prefix() + e.getMessage(), e);
    }
  }
}
