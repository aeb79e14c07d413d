package dev.isonomy.stage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.association.AcceptanceEstimate;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.association.CellSearch;
import dev.isonomy.association.Pilot;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.json.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code associate} tells the plan: for each cell the components to draw, how many of these
 * draws are kept, and what was tried where no label helped. With several prompts, cells are pairs
 * of prompt and cell, components pairs of prompt and component, the prompt the slower index of
 * both. Part of {@code association.json}.
 *
 * @param drawn [cell][component]; zeros where a cell is not drawn
 * @param acceptance the share of draws that is kept, per cell
 * @param errors relative standard error of each acceptance; zeros if nothing was measured
 * @param measured whether a pilot measured the acceptances
 * @param searches what was tried for cells without labels
 */
record CellDraws(
    double[][] drawn,
    double[] acceptance,
    double[] errors,
    boolean measured,
    List<CellSearch.Found> searches) {
  /** Its name in {@code association.json}. */
  static final String NAME = "draws";

  private static final String CELLS = "cells";
  private static final String SEARCHES = "searches";

  static CellDraws of(Pilot.Result pilot) {
    return new CellDraws(
        pilot.drawn(),
        pilot.acceptance().acceptance(),
        pilot.acceptance().relativeErrors(),
        true,
        pilot.searches());
  }

  /** What labels alone promise. */
  static CellDraws unmeasured(CellAssociation labels, double[][] drawn) {
    AcceptanceEstimate promised = AcceptanceEstimate.unmeasured(labels, drawn);
    return new CellDraws(drawn, promised.acceptance(), promised.relativeErrors(), false, List.of());
  }

  /** What was found for each of several prompts, in their order, as one. */
  static CellDraws ofPrompts(List<CellDraws> each) {
    if (each.size() == 1) {
      return each.get(0);
    }
    int cells = each.get(0).drawn.length;
    int components = each.get(0).drawn[0].length;
    double[][] drawn = new double[each.size() * cells][each.size() * components];
    double[] acceptance = new double[drawn.length];
    double[] errors = new double[drawn.length];
    List<CellSearch.Found> searches = new ArrayList<>();
    for (int p = 0; p < each.size(); p++) {
      CellDraws own = each.get(p);
      int first = p * cells;
      for (int c = 0; c < cells; c++) {
        System.arraycopy(own.drawn[c], 0, drawn[first + c], p * components, components);
      }
      System.arraycopy(own.acceptance, 0, acceptance, first, cells);
      System.arraycopy(own.errors, 0, errors, first, cells);
      own.searches.forEach(
          found ->
              searches.add(
                  new CellSearch.Found(
                      first + found.cell(),
                      found.draws(),
                      found.images(),
                      found.neighbours().stream().map(cell -> first + cell).toList(),
                      found.freeComponents())));
    }
    return new CellDraws(drawn, acceptance, errors, each.get(0).measured, searches);
  }

  /** What was tried for a cell, if it has no labels. */
  Optional<CellSearch.Found> search(int cell) {
    return searches.stream().filter(found -> found.cell() == cell).findFirst();
  }

  JsonObject toJson(AttributeSpace space) {
    JsonObject json = new JsonObject();
    JsonObject cells = new JsonObject();
    for (int c = 0; c < drawn.length; c++) {
      JsonObject cell = new JsonObject();
      cell.addProperty("acceptance", acceptance[c]);
      if (measured) {
        cell.addProperty("acceptanceError", errors[c]);
      }
      JsonObject components = new JsonObject();
      for (int k = 0; k < drawn[c].length; k++) {
        if (drawn[c][k] > 0) {
          components.addProperty(Integer.toString(k), drawn[c][k]);
        }
      }
      cell.add("components", components);
      cells.add(space.cellName(c), cell);
    }
    json.addProperty("componentCount", drawn[0].length);
    json.add(CELLS, cells);
    JsonArray tried = new JsonArray();
    searches.forEach(found -> tried.add(toJson(found, space)));
    json.add(SEARCHES, tried);
    return json;
  }

  static CellDraws read(JsonFields fields, AttributeSpace space) {
    int components = fields.integer("componentCount", 1);
    JsonFields cells = fields.object(CELLS);
    double[][] drawn = new double[space.cellCount()][];
    double[] acceptance = new double[drawn.length];
    double[] errors = new double[drawn.length];
    boolean measured = false;
    for (int c = 0; c < drawn.length; c++) {
      JsonFields cell = cells.object(space.cellName(c));
      acceptance[c] = cell.number("acceptance", 0, Double.POSITIVE_INFINITY);
      if (cell.has("acceptanceError")) {
        measured = true;
        errors[c] = cell.number("acceptanceError", 0, Double.POSITIVE_INFINITY);
      }
      drawn[c] = cell.sparse("components", components, 1);
    }
    List<CellSearch.Found> searches =
        fields.objects(SEARCHES).stream().map(found -> found(found, space)).toList();
    return new CellDraws(drawn, acceptance, errors, measured, searches);
  }

  private static JsonObject toJson(CellSearch.Found found, AttributeSpace space) {
    JsonObject json = new JsonObject();
    json.addProperty("cell", space.cellName(found.cell()));
    json.addProperty("reached", found.reached());
    json.addProperty("draws", found.draws());
    json.addProperty("images", found.images());
    JsonArray neighbours = new JsonArray();
    found.neighbours().forEach(cell -> neighbours.add(space.cellName(cell)));
    json.add("neighbours", neighbours);
    json.addProperty("freeComponents", found.freeComponents());
    return json;
  }

  private static CellSearch.Found found(JsonFields fields, AttributeSpace space) {
    return new CellSearch.Found(
        space.cellOfName(fields.name("cell")),
        fields.integer("draws", 0),
        fields.integer("images", 0),
        fields.texts("neighbours").stream().map(space::cellOfName).toList(),
        fields.integer("freeComponents", 0));
  }
}
