package dev.isonomy.association;

import dev.isonomy.attribute.AttributeSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Searches for a cell without labelled images: in components that no cell seeded, and in those of
 * neighbouring cells, which differ from it in one attribute. Classified draws then show whether
 * images of the cell come from there.
 */
public final class CellSearch {
  /**
   * The number of images that prove that a cell is reached: one or two may be errors of the
   * labeler.
   */
  public static final int PROOF = 3;

  private static final int FREE = -1;

  private final AttributeSpace space;
  private final int[] componentCells;
  private final double[] weights;

  /**
   * The search for a cell.
   *
   * @param cell the cell
   * @param draws images drawn from the components that were tried
   * @param images how many images were classified as the cell, whatever they were drawn for
   * @param neighbours the neighbouring cells whose components were tried
   * @param freeComponents how many components of no cell were tried
   */
  public record Found(
      int cell, int draws, int images, List<Integer> neighbours, int freeComponents) {
    /** Copies the list. */
    public Found {
      neighbours = List.copyOf(neighbours);
    }

    /** Whether the cell is reached. */
    public boolean reached() {
      return images >= PROOF;
    }
  }

  CellSearch(AttributeSpace space, int[] componentCells, double[] weights) {
    if (componentCells.length != weights.length) {
      throw new IllegalArgumentException("one cell and one weight per component");
    }
    this.space = space;
    this.componentCells = componentCells.clone();
    this.weights = weights.clone();
  }

  /** The components that may make a cell. Components without weight make no images. */
  int[] candidates(int cell) {
    return IntStream.range(0, componentCells.length)
        .filter(k -> weights[k] > 0)
        .filter(k -> componentCells[k] == FREE || areNeighbours(componentCells[k], cell))
        .toArray();
  }

  /** A round of draws for cells, each from all of its candidates equally. */
  PilotRule.Round round(List<Integer> cells, int each) {
    double[] drawn = new double[weights.length];
    for (int cell : cells) {
      int[] candidates = candidates(cell);
      for (int k : candidates) {
        drawn[k] += 1.0 / candidates.length / cells.size();
      }
    }
    return new PilotRule.Round(Math.multiplyExact(each, cells.size()), drawn);
  }

  Found found(int cell, int draws, int images) {
    int[] candidates = candidates(cell);
    List<Integer> neighbours = new ArrayList<>();
    Arrays.stream(candidates)
        .map(k -> componentCells[k])
        .filter(c -> c != FREE)
        .distinct()
        .sorted()
        .forEach(neighbours::add);
    int free = (int) Arrays.stream(candidates).filter(k -> componentCells[k] == FREE).count();
    return new Found(cell, draws, images, neighbours, free);
  }

  private boolean areNeighbours(int a, int b) {
    int[] first = space.classesOf(a);
    int[] second = space.classesOf(b);
    int differences = 0;
    for (int i = 0; i < first.length; i++) {
      differences += first[i] == second[i] ? 0 : 1;
    }
    return differences == 1;
  }
}
