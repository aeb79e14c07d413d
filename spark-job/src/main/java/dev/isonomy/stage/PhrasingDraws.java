package dev.isonomy.stage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.json.JsonFields;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What {@code associate} found of the phrasings that name classes: part of {@code
 * association.json}, for the method prompted.
 *
 * @param texts the phrasings, those of a prompt one after the other
 * @param counts images of the pilot, [cell][phrasing]
 * @param draws from which phrasings to draw for each cell, or for each pair of prompt and cell, the
 *     phrasings being components
 */
record PhrasingDraws(List<String> texts, double[][] counts, CellDraws draws) {
  /** Its name in {@code association.json}. */
  static final String NAME = "phrasings";

  private static final String TEXTS = "texts";
  private static final String COUNTS = "counts";

  PhrasingDraws {
    texts = List.copyOf(texts);
  }

  /**
   * P(cell | phrasing), within each prompt as {@link CellAssociation#estimate} has it.
   *
   * @param space the cells
   * @param prompts how many prompts the phrasings belong to
   * @param smoothing images that the shares of the cells over a prompt's phrasings weigh
   * @return [cell][phrasing]
   */
  double[][] purity(AttributeSpace space, int prompts, double smoothing) {
    int each = texts.size() / prompts;
    double[][] purity = new double[counts.length][texts.size()];
    for (int prompt = 0; prompt < prompts; prompt++) {
      int first = prompt * each;
      double[][] own =
          Arrays.stream(counts)
              .map(row -> Arrays.copyOfRange(row, first, first + each))
              .toArray(double[][]::new);
      double[][] found = CellAssociation.estimate(space, own, smoothing).purity();
      for (int cell = 0; cell < found.length; cell++) {
        System.arraycopy(found[cell], 0, purity[cell], first, each);
      }
    }
    return purity;
  }

  /**
   * These numbers as readable JSON.
   *
   * @param cells the cells
   * @param asked what quotas are given for
   */
  JsonObject toJson(AttributeSpace cells, AttributeSpace asked) {
    JsonObject json = new JsonObject();
    JsonArray all = new JsonArray();
    texts.forEach(all::add);
    json.add(TEXTS, all);
    JsonObject byCell = new JsonObject();
    for (int cell = 0; cell < counts.length; cell++) {
      JsonObject row = new JsonObject();
      for (int k = 0; k < counts[cell].length; k++) {
        if (counts[cell][k] > 0) {
          row.addProperty(Integer.toString(k), counts[cell][k]);
        }
      }
      byCell.add(cells.cellName(cell), row);
    }
    json.add(COUNTS, byCell);
    json.add(CellDraws.NAME, draws.toJson(asked));
    return json;
  }

  static PhrasingDraws read(JsonFields fields, AttributeSpace cells, AttributeSpace asked) {
    fields.onlyKeys(Set.of(TEXTS, COUNTS, CellDraws.NAME));
    List<String> texts = fields.texts(TEXTS);
    JsonFields byCell = fields.object(COUNTS);
    double[][] counts = new double[cells.cellCount()][];
    for (int cell = 0; cell < counts.length; cell++) {
      counts[cell] = byCell.sparse(cells.cellName(cell), texts.size(), Double.POSITIVE_INFINITY);
    }
    return new PhrasingDraws(texts, counts, CellDraws.read(fields.object(CellDraws.NAME), asked));
  }
}
