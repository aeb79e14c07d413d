package dev.isonomy.plan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Everything the generation has to know about what to make: exact quotas per cell, from which
 * components to draw for a cell, and the work units, which are derived from it one by one.
 *
 * @param seed the run's seed, which keys all random numbers
 * @param target the wanted shares of the cells
 * @param layout the quotas of the cells and the size of a unit
 * @param componentsForCell from which components to draw: [cell][component]; every row sums to 1
 * @param expectedAcceptance the share of draws that is expected to be kept, per cell
 */
public record GenerationPlan(
    long seed,
    CellDistribution target,
    UnitLayout layout,
    double[][] componentsForCell,
    double[] expectedAcceptance) {
  /** The version of the JSON format that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 1;

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /**
   * Copies the arrays and checks that they fit the cells.
   *
   * @throws IllegalArgumentException if they do not
   */
  public GenerationPlan {
    int cells = target.space().cellCount();
    if (layout.quotas().length != cells
        || componentsForCell.length != cells
        || expectedAcceptance.length != cells) {
      throw new IllegalArgumentException("quotas and components must be given for every cell");
    }
    double[][] copy = new double[cells][];
    for (int c = 0; c < cells; c++) {
      copy[c] = componentsForCell[c].clone();
    }
    componentsForCell = copy;
    expectedAcceptance = expectedAcceptance.clone();
  }

  /**
   * Plans the conditional method: quotas by the largest remainder, components as the association
   * has it.
   *
   * @param seed the run's seed
   * @param target the wanted shares of the cells
   * @param images how many images in all
   * @param unitSize the most images of one unit
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity see {@link CellAssociation#componentsForCell(int, double[], double)}
   * @return the plan
   */
  public static GenerationPlan conditional(
      long seed,
      CellDistribution target,
      long images,
      int unitSize,
      CellAssociation association,
      double[] mixtureWeights,
      double minimumPurity) {
    return ofQuotas(
        seed, target, target.quotas(images), unitSize, association, mixtureWeights, minimumPurity);
  }

  /**
   * Plans given quotas, such as the complement of an existing data set.
   *
   * @param seed the run's seed
   * @param target the wanted shares of the cells
   * @param quotas how many images of each cell
   * @param unitSize the most images of one unit
   * @param association P[cell, component]
   * @param mixtureWeights the mixture's weights
   * @param minimumPurity see {@link CellAssociation#componentsForCell(int, double[], double)}
   * @return the plan
   */
  public static GenerationPlan ofQuotas(
      long seed,
      CellDistribution target,
      long[] quotas,
      int unitSize,
      CellAssociation association,
      double[] mixtureWeights,
      double minimumPurity) {
    double[][] given = association.componentsForCells(mixtureWeights, minimumPurity);
    double[] acceptance = new double[given.length];
    for (int c = 0; c < given.length; c++) {
      acceptance[c] = association.expectedAcceptance(c, given[c]);
    }
    return new GenerationPlan(seed, target, new UnitLayout(quotas, unitSize), given, acceptance);
  }

  /** The cells. */
  public AttributeSpace space() {
    return target.space();
  }

  /** How many images in all. */
  public long images() {
    return layout.images();
  }

  /** How many images of each cell. */
  public long[] quotas() {
    return layout.quotas();
  }

  /** The work units in order, derived one by one. */
  public Stream<WorkUnit> units() {
    return layout.units();
  }

  /** How many draws the quotas are expected to take: sum_c quota[c] / acceptance[c]. */
  public double expectedDraws() {
    long[] quotas = layout.quotas();
    double draws = 0;
    for (int c = 0; c < quotas.length; c++) {
      if (quotas[c] > 0) {
        draws += quotas[c] / expectedAcceptance[c];
      }
    }
    return draws;
  }

  /** From which components to draw: [cell][component]; a copy. */
  @Override
  public double[][] componentsForCell() {
    double[][] copy = new double[componentsForCell.length][];
    for (int c = 0; c < copy.length; c++) {
      copy[c] = componentsForCell[c].clone();
    }
    return copy;
  }

  /** The expected acceptance per cell; a copy. */
  @Override
  public double[] expectedAcceptance() {
    return expectedAcceptance.clone();
  }

  /** This plan as readable JSON; {@link #fromJson} reads it back exactly. */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", FORMAT_VERSION);
    json.addProperty("seed", seed);
    json.addProperty("images", images());
    json.addProperty("unitSize", layout.unitSize());
    json.addProperty("units", layout.unitCount());
    json.addProperty("expectedDraws", expectedDraws());
    json.add("attributes", space().toJson());
    JsonObject cells = new JsonObject();
    long[] quotas = layout.quotas();
    for (int c = 0; c < quotas.length; c++) {
      JsonObject cell = new JsonObject();
      cell.addProperty("target", target.share(c));
      cell.addProperty("quota", quotas[c]);
      cell.addProperty("expectedAcceptance", expectedAcceptance[c]);
      JsonObject components = new JsonObject();
      for (int k = 0; k < componentsForCell[c].length; k++) {
        if (componentsForCell[c][k] > 0) {
          components.addProperty(Integer.toString(k), componentsForCell[c][k]);
        }
      }
      cell.add("components", components);
      cells.add(space().cellName(c), cell);
    }
    json.addProperty("componentCount", componentsForCell[0].length);
    json.add("cells", cells);
    return GSON.toJson(json) + "\n";
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param text a plan as JSON
   * @return the same plan
   * @throws UserException if the text is not a plan of this version
   */
  public static GenerationPlan fromJson(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      int version = json.get("formatVersion").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new UserException(
            "plan must have formatVersion " + FORMAT_VERSION + " but has " + version);
      }
      AttributeSpace space = AttributeSpace.fromJson(json.getAsJsonArray("attributes"));
      JsonObject cells = json.getAsJsonObject("cells");
      int components = json.get("componentCount").getAsInt();
      int count = space.cellCount();
      double[] shares = new double[count];
      long[] quotas = new long[count];
      double[] acceptance = new double[count];
      double[][] given = new double[count][components];
      for (int c = 0; c < count; c++) {
        JsonObject cell = cells.getAsJsonObject(space.cellName(c));
        shares[c] = cell.get("target").getAsDouble();
        quotas[c] = cell.get("quota").getAsLong();
        acceptance[c] = cell.get("expectedAcceptance").getAsDouble();
        for (var entry : cell.getAsJsonObject("components").entrySet()) {
          given[c][Integer.parseInt(entry.getKey())] = entry.getValue().getAsDouble();
        }
      }
      return new GenerationPlan(
          json.get("seed").getAsLong(),
          new CellDistribution(space, shares),
          new UnitLayout(quotas, json.get("unitSize").getAsInt()),
          given,
          acceptance);
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

  @Override
  public boolean equals(Object other) {
    return other instanceof GenerationPlan that
        && seed == that.seed
        && target.equals(that.target)
        && layout.equals(that.layout)
        && Arrays.deepEquals(componentsForCell, that.componentsForCell)
        && Arrays.equals(expectedAcceptance, that.expectedAcceptance);
  }

  @Override
  public int hashCode() {
    return (31 * Long.hashCode(seed)) + layout.hashCode();
  }

  @Override
  public String toString() {
    return "GenerationPlan[" + layout + ", seed " + seed + "]";
  }
}
