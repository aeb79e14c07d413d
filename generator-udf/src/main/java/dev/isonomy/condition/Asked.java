package dev.isonomy.condition;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.attribute.CellName;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What quotas are given for: cells, or pairs of prompt and cell where a model is asked for several
 * things. Of the pairs the prompt is the slower index, and their space has it as a first attribute.
 *
 * @param cells the cells of the bundle's attributes
 * @param names of the prompts; one, or none, for a model that is not asked for different things
 */
public record Asked(AttributeSpace cells, List<String> names) implements Serializable {
  public Asked {
    names = List.copyOf(names);
  }

  /** What quotas are given for with these prompts. */
  public static Asked of(AttributeSpace cells, PromptTable prompts) {
    return new Asked(cells, prompts.prompts().stream().map(PromptTable.Prompt::id).toList());
  }

  /** Whether quotas are given for pairs. */
  public boolean byPrompt() {
    return names.size() > 1;
  }

  /** How many different prompts there are, at least 1. */
  public int prompts() {
    return Math.max(1, names.size());
  }

  /** The pairs, or the cells alone. */
  public AttributeSpace space() {
    if (!byPrompt()) {
      return cells;
    }
    List<Attribute> all = new ArrayList<>(List.of(new Attribute(PromptTable.ATTRIBUTE, names)));
    all.addAll(cells.attributes());
    return new AttributeSpace(all);
  }

  /** Whether a space is that of the pairs, and not of the cells alone. */
  public static boolean isOfPairs(AttributeSpace space) {
    return space.attributes().get(0).name().equals(PromptTable.ATTRIBUTE);
  }

  /** A pair. */
  public int pair(int prompt, int cell) {
    return prompt * cells.cellCount() + cell;
  }

  /** The name of a pair, or of a cell alone where no prompt is given. */
  public static String pairName(String prompt, String cell) {
    return prompt == null ? cell : CellName.join(List.of(prompt)) + "." + cell;
  }

  /** The cell's name in that of a pair. */
  public static String cellName(String pair) {
    return pair.substring(pair.indexOf('.') + 1);
  }

  /**
   * Shares of the cells alone, over all prompts.
   *
   * @param shares of pairs or of cells
   */
  public CellDistribution ofCells(CellDistribution shares) {
    if (shares.space().equals(cells)) {
      return shares;
    }
    double[] sums = new double[cells.cellCount()];
    for (int pair = 0; pair < shares.space().cellCount(); pair++) {
      sums[pair % sums.length] += shares.share(pair);
    }
    return new CellDistribution(cells, sums);
  }
}
