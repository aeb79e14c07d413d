package dev.isonomy.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan as readable JSON, and back. */
final class PlanJson {
  private PlanJson() {}

  static JsonObject of(GenerationPlan plan) {
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", GenerationPlan.FORMAT_VERSION);
    json.addProperty("method", plan.method());
    json.addProperty("seed", plan.seed());
    json.addProperty("images", plan.images());
    json.addProperty("unitSize", plan.layout().unitSize());
    json.addProperty("units", plan.layout().unitCount());
    json.addProperty("expectedDraws", plan.expectedDraws());
    if (plan.weighting().isEmpty() && plan.drawsError() > 0) {
      json.addProperty("expectedDrawsError", plan.drawsError());
      json.add("expectedDrawsInterval", numbers(plan.expectedDrawsInterval()));
    }
    JsonArray notes = new JsonArray();
    plan.notes().forEach(notes::add);
    json.add("notes", notes);
    json.add("attributes", plan.space().toJson());
    plan.weighting().ifPresent(weighting -> json.add("weighting", weighting(weighting)));
    json.addProperty("componentCount", plan.componentsForCell()[0].length);
    json.add("cells", cells(plan));
    return json;
  }

  private static JsonObject weighting(Weighting weighting) {
    JsonObject json = new JsonObject();
    json.addProperty("source", weighting.source().name().toLowerCase(Locale.ROOT));
    json.add("weights", sparse(weighting.weights().weights()));
    json.addProperty("residual", weighting.weights().residual());
    return json;
  }

  private static JsonObject cells(GenerationPlan plan) {
    JsonObject cells = new JsonObject();
    long[] quotas = plan.quotas();
    double[] acceptance = plan.expectedAcceptance();
    double[][] components = plan.componentsForCell();
    Optional<long[]> existing = plan.completion().map(Completion::existing);
    for (int c = 0; c < quotas.length; c++) {
      JsonObject cell = new JsonObject();
      int at = c;
      existing.ifPresent(
          counts -> {
            cell.addProperty("existing", counts[at]);
            cell.addProperty("targetOfWhole", plan.completion().orElseThrow().target().share(at));
          });
      cell.addProperty("target", plan.target().share(c));
      cell.addProperty("quota", quotas[c]);
      plan.weighting()
          .ifPresent(
              weighting -> cell.addProperty("expectedShare", weighting.weights().achieved()[at]));
      cell.addProperty("expectedAcceptance", acceptance[c]);
      cell.add("components", sparse(components[c]));
      cells.add(plan.space().cellName(c), cell);
    }
    return cells;
  }

  static GenerationPlan read(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int version = json.get("formatVersion").getAsInt();
      if (version != GenerationPlan.FORMAT_VERSION) {
        throw new UserException(
            "plan must have formatVersion "
                + GenerationPlan.FORMAT_VERSION
                + " but has "
                + version);
      }
      return plan(json);
    } catch (JsonParseException
        | NullPointerException
        | ClassCastException
        | IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      throw new UserException("not a generation plan: " + e.getMessage(), e);
    }
  }

  private static GenerationPlan plan(JsonObject json) {
    AttributeSpace space = AttributeSpace.fromJson(json.getAsJsonArray("attributes"));
    JsonObject cells = json.getAsJsonObject("cells");
    int components = json.get("componentCount").getAsInt();
    int count = space.cellCount();
    double[] acceptance = new double[count];
    long[] quotas = new long[count];
    double[][] given = new double[count][];
    for (int c = 0; c < count; c++) {
      JsonObject cell = cells.getAsJsonObject(space.cellName(c));
      quotas[c] = cell.get("quota").getAsLong();
      acceptance[c] = cell.get("expectedAcceptance").getAsDouble();
      given[c] = dense(cell.getAsJsonObject("components"), components);
    }
    List<String> notes = new ArrayList<>();
    if (json.has("notes")) {
      json.getAsJsonArray("notes").forEach(note -> notes.add(note.getAsString()));
    }
    return new GenerationPlan(
        json.get("seed").getAsLong(),
        new CellDistribution(space, ofCells(space, cells, "target")),
        new UnitLayout(quotas, json.get("unitSize").getAsInt()),
        given,
        acceptance,
        json.has("expectedDrawsError") ? json.get("expectedDrawsError").getAsDouble() : 0,
        completion(space, cells),
        weighting(json, space, components),
        notes);
  }

  private static Optional<Completion> completion(AttributeSpace space, JsonObject cells) {
    if (!cells.getAsJsonObject(space.cellName(0)).has("existing")) {
      return Optional.empty();
    }
    long[] existing = new long[space.cellCount()];
    for (int c = 0; c < existing.length; c++) {
      existing[c] = cells.getAsJsonObject(space.cellName(c)).get("existing").getAsLong();
    }
    return Optional.of(
        new Completion(
            new CellDistribution(space, ofCells(space, cells, "targetOfWhole")), existing));
  }

  private static Optional<Weighting> weighting(
      JsonObject json, AttributeSpace space, int components) {
    JsonElement found = json.get("weighting");
    if (found == null) {
      return Optional.empty();
    }
    JsonObject weighting = found.getAsJsonObject();
    double[] weights = dense(weighting.getAsJsonObject("weights"), components);
    double[] shares = ofCells(space, json.getAsJsonObject("cells"), "expectedShare");
    return Optional.of(
        new Weighting(
            json.get("method").getAsString(),
            Weighting.Source.valueOf(
                weighting.get("source").getAsString().toUpperCase(Locale.ROOT)),
            new ComponentWeights(weights, shares, weighting.get("residual").getAsDouble())));
  }

  private static double[] ofCells(AttributeSpace space, JsonObject cells, String name) {
    double[] numbers = new double[space.cellCount()];
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = cells.getAsJsonObject(space.cellName(c)).get(name).getAsDouble();
    }
    return numbers;
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

  private static double[] dense(JsonObject json, int length) {
    double[] numbers = new double[length];
    for (var entry : json.entrySet()) {
      numbers[Integer.parseInt(entry.getKey())] = entry.getValue().getAsDouble();
    }
    return numbers;
  }

  private static JsonArray numbers(double[] values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      array.add(value);
    }
    return array;
  }
}
