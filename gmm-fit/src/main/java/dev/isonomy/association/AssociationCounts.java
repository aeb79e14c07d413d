package dev.isonomy.association;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What an association is estimated from: how many labelled rows, and how many images of a pilot, of
 * each cell fell to each component. Most of these counts are zero, so that they take less room than
 * the matrix that follows from them: a labelled row falls to a few components, not to all.
 *
 * @param space the cells
 * @param smoothing see {@link CellAssociation#estimate}
 * @param labels labelled rows, [cell][component], shares of a row included
 * @param labelWeight the strength of {@link CellAssociation#refine}
 * @param pilot the classified draws of the pilot, where there was one
 */
public record AssociationCounts(
    AttributeSpace space,
    double smoothing,
    double[][] labels,
    double labelWeight,
    Optional<PilotCounts> pilot) {
  /** The version of the JSON format that is written, and the only one that is read. */
  public static final int FORMAT_VERSION = 2;

  /** The keys of {@link #toJson}. */
  public static final Set<String> KEYS =
      Set.of(
          "formatVersion",
          "attributes",
          "cells",
          "components",
          "smoothing",
          "labelWeight",
          "labels",
          "pilot",
          "abstained");

  /** Shares of a row below this are taken for none: a normal density is nowhere zero. */
  private static final double LEAST_COUNT = 1e-6;

  /** Copies the counts, without the smallest ones. */
  public AssociationCounts {
    labels = counted(labels);
  }

  private static double[][] counted(double[][] counts) {
    double[][] copy = new double[counts.length][];
    for (int c = 0; c < counts.length; c++) {
      copy[c] = Arrays.stream(counts[c]).map(n -> n < LEAST_COUNT ? 0 : n).toArray();
    }
    return copy;
  }

  /** P(cell | component) from labelled rows alone. */
  public CellAssociation fromLabels() {
    return CellAssociation.estimate(space, labels, smoothing);
  }

  /** P(cell | component), refined by the pilot where there was one. */
  public CellAssociation association() {
    CellAssociation prior = fromLabels();
    return pilot.map(counts -> prior.refine(counts, labelWeight)).orElse(prior);
  }

  /**
   * How much weight lies on components of which nothing is known: no labelled row and no image of
   * the pilot fell to them, so that the smoothing alone says what they make.
   *
   * @param weights one per component
   * @return their share of the weights, from 0 to 1
   */
  public double unknownShare(double[] weights) {
    double unknown = 0;
    for (int k = 0; k < weights.length; k++) {
      unknown += isKnown(k) ? 0 : weights[k];
    }
    return unknown / Arrays.stream(weights).sum();
  }

  private boolean isKnown(int component) {
    return Arrays.stream(labels).anyMatch(cell -> cell[component] > 0)
        || pilot.stream().anyMatch(counts -> counts.isLabelled(component));
  }

  /**
   * The same with a pilot.
   *
   * @param counts its classified draws
   * @return these counts and the pilot's
   */
  public AssociationCounts withPilot(PilotCounts counts) {
    return new AssociationCounts(space, smoothing, labels, labelWeight, Optional.of(counts));
  }

  /** The counts as readable JSON, without zeros; {@link #read} reads them back exactly. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("formatVersion", FORMAT_VERSION);
    json.add("attributes", space.toJson());
    JsonArray cells = new JsonArray();
    space.cellNames().forEach(cells::add);
    json.add("cells", cells);
    json.addProperty("components", labels[0].length);
    json.addProperty("smoothing", smoothing);
    json.addProperty("labelWeight", labelWeight);
    json.add("labels", sparse(labels));
    pilot.ifPresent(counts -> json.add("pilot", sparse(counts.cells())));
    pilot.ifPresent(counts -> json.add("abstained", sparse(counts.abstained())));
    return json;
  }

  /** For each cell that has any the components' counts, keyed by their numbers. */
  private JsonObject sparse(double[][] counts) {
    JsonObject cells = new JsonObject();
    for (int c = 0; c < counts.length; c++) {
      JsonObject row = sparse(counts[c]);
      if (row.size() > 0) {
        cells.add(space.cellName(c), row);
      }
    }
    return cells;
  }

  private static JsonObject sparse(double[] counts) {
    JsonObject row = new JsonObject();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0) {
        row.addProperty(Integer.toString(k), counts[k]);
      }
    }
    return row;
  }

  /**
   * Reads what {@link #toJson} wrote; {@code cells}, all names in their order, is for people.
   *
   * @param fields counts
   * @return the same counts
   * @throws UserException naming the key, if the object does not hold counts of this version
   */
  public static AssociationCounts read(JsonFields fields) {
    fields.requireFormat(FORMAT_VERSION);
    AttributeSpace space = AttributeSpace.fromJson(fields.array("attributes"));
    int components = fields.integer("components", 1);
    return new AssociationCounts(
        space,
        fields.number("smoothing", 0, Double.POSITIVE_INFINITY),
        dense(space, components, fields.object("labels")),
        fields.number("labelWeight", 0, Double.POSITIVE_INFINITY),
        fields.has("pilot")
            ? Optional.of(
                new PilotCounts(
                    dense(space, components, fields.object("pilot")),
                    fields.sparse("abstained", components, Double.POSITIVE_INFINITY)))
            : Optional.empty());
  }

  private static double[][] dense(AttributeSpace space, int components, JsonFields cells) {
    cells.onlyKeys(Set.copyOf(space.cellNames()));
    double[][] counts = new double[space.cellCount()][];
    for (int c = 0; c < counts.length; c++) {
      String name = space.cellName(c);
      counts[c] =
          cells.has(name)
              ? cells.sparse(name, components, Double.POSITIVE_INFINITY)
              : new double[components];
    }
    return counts;
  }

  /** Rows by cell and component; a copy. */
  @Override
  public double[][] labels() {
    return counted(labels);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AssociationCounts that
        && space.equals(that.space)
        && smoothing == that.smoothing
        && labelWeight == that.labelWeight
        && Arrays.deepEquals(labels, that.labels)
        && pilot.equals(that.pilot);
  }

  @Override
  public int hashCode() {
    return (31 * space.hashCode()) + Arrays.deepHashCode(labels);
  }
}
