package dev.isonomy.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A plan as JSON that people read; {@link PlanReader} is its inverse. */
final class PlanWriter {
  /** Units times cells of the largest plan that lists the quotas of every unit. */
  private static final int MOST_UNIT_QUOTAS = 10_000;

  private final GenerationPlan plan;

  private PlanWriter(GenerationPlan plan) {
    this.plan = plan;
  }

  static JsonObject json(GenerationPlan plan) {
    return new PlanWriter(plan).json();
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", GenerationPlan.FORMAT_VERSION);
    json.addProperty("method", plan.method());
    json.addProperty("seed", plan.seed());
    json.addProperty("images", plan.images());
    json.addProperty("unitSize", plan.layout().unitSize());
    json.addProperty("units", plan.layout().unitCount());
    json.add("splits", splits());
    json.add("start", start());
    plan.rejection().ifPresent(rejection -> json.add("thresholds", thresholds(rejection)));
    json.addProperty("expectedDraws", plan.expectedDraws());
    if (plan.drawsError() > 0) {
      json.addProperty("expectedDrawsError", plan.drawsError());
      json.add("expectedDrawsInterval", numbers(plan.expectedDrawsInterval()));
    }
    json.add("notes", texts(plan.notes()));
    json.add("attributes", plan.space().toJson());
    json.addProperty("componentCount", plan.drawing().componentCount());
    plan.rejection()
        .map(Rejection::phrasings)
        .filter(texts -> !texts.isEmpty())
        .ifPresent(texts -> json.add("phrasings", texts(texts)));
    plan.weighting()
        .ifPresent(
            weighting -> {
              json.add("weights", sparse(weighting.weights().weights()));
              json.addProperty("residual", weighting.weights().residual());
            });
    json.add("cells", cells());
    return json;
  }

  private JsonArray splits() {
    JsonArray splits = new JsonArray();
    for (Splits.Split split : plan.splits()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", split.name());
      json.addProperty("firstUnit", split.first());
      json.addProperty("units", split.units());
      splits.add(json);
    }
    return splits;
  }

  private JsonObject start() {
    JsonObject json = new JsonObject();
    json.addProperty("from", plan.drawing().start().label());
    if (plan.drawing().start() instanceof Start.State state) {
      json.addProperty("timestep", state.timestep());
    }
    return json;
  }

  private static JsonObject thresholds(Rejection rejection) {
    JsonObject json = new JsonObject();
    json.addProperty("minimumPurity", rejection.thresholds().minimumPurity());
    json.addProperty("abstainBelow", rejection.thresholds().abstainBelow());
    json.addProperty("maxDrawsPerImage", rejection.thresholds().maxDrawsPerImage());
    json.addProperty("shortfall", PlanReader.nameOf(rejection.thresholds().shortfall()));
    return json;
  }

  private JsonObject cells() {
    JsonObject cells = new JsonObject();
    long[] quotas = plan.quotas();
    Optional<int[][]> byUnit = quotasByUnit(plan.layout());
    Optional<long[]> existing = plan.completion().map(Completion::existing);
    BiConsumer<JsonObject, Integer> drawing = drawing();
    for (int c = 0; c < quotas.length; c++) {
      JsonObject cell = new JsonObject();
      if (existing.isPresent()) {
        cell.addProperty("existing", existing.get()[c]);
        cell.addProperty("targetOfWhole", plan.completion().orElseThrow().target().share(c));
      }
      cell.addProperty("target", plan.target().share(c));
      cell.addProperty("quota", quotas[c]);
      if (byUnit.isPresent()) {
        cell.add("quotaByUnit", numbers(byUnit.get()[c]));
      }
      if (plan.excluded().contains(c)) {
        cell.addProperty("excluded", true);
      }
      drawing.accept(cell, c);
      cells.add(plan.space().cellName(c), cell);
    }
    return cells;
  }

  /** Adds what is drawn for a cell; the matrices are copied once. */
  private BiConsumer<JsonObject, Integer> drawing() {
    if (plan.drawing() instanceof Rejection rejection) {
      double[] acceptance = rejection.expectedAcceptance();
      double[][] components = rejection.componentsForCell();
      return (json, cell) -> {
        json.addProperty("expectedAcceptance", acceptance[cell]);
        json.add("components", sparse(components[cell]));
      };
    }
    double[] shares = plan.weighting().orElseThrow().weights().achieved();
    return (json, cell) -> json.addProperty("expectedShare", shares[cell]);
  }

  /** Every unit's quotas, which follow from the cells' quotas: left out where nobody reads them. */
  static Optional<int[][]> quotasByUnit(UnitLayout layout) {
    return layout.unitCount() * layout.quotas().length <= MOST_UNIT_QUOTAS
        ? Optional.of(layout.quotasByUnit())
        : Optional.empty();
  }

  private static JsonArray texts(List<String> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  private static JsonArray numbers(int[] values) {
    JsonArray array = new JsonArray();
    for (int value : values) {
      array.add(value);
    }
    return array;
  }

  private static JsonObject sparse(double[] numbers) {
    JsonObject json = new JsonObject();
    for (int k = 0; k < numbers.length; k++) {
      if (numbers[k] > 0) {
        json.addProperty(Integer.toString(k), numbers[k]);
      }
    }
    return json;
  }

  private static JsonArray numbers(double[] values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      array.add(value);
    }
    return array;
  }
}
