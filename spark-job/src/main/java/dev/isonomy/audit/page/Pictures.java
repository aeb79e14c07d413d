package dev.isonomy.audit.page;

import java.util.ArrayList;
import java.util.List;

/**
 * The pictures of a page.
 *
 * @param cells a few of the audited set per cell, in the cells' order
 * @param unaided a few that the model makes unaided, in the order they were drawn; may be empty
 */
public record Pictures(List<List<Picture>> cells, List<Picture> unaided) {
  private static final int STRIDE = 10_007; // a prime: it visits every cell once

  /** Copies the lists. */
  public Pictures {
    cells = cells.stream().map(List::copyOf).toList();
    unaided = List.copyOf(unaided);
  }

  /** No pictures. */
  public static Pictures none() {
    return new Pictures(List.of(), List.of());
  }

  /**
   * As many of the pictures as a page has room for: the first ones of all cells before the second
   * ones of any.
   *
   * @param mostBytes of all pictures
   */
  Pictures within(long mostBytes) {
    long left = mostBytes - unaided.stream().mapToLong(picture -> picture.png().length).sum();
    List<List<Picture>> kept = new ArrayList<>();
    cells.forEach(cell -> kept.add(new ArrayList<>()));
    int rounds = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (int cell = 0; cell < kept.size(); cell++) {
        if (round < cells.get(cell).size()) {
          Picture picture = cells.get(cell).get(round);
          left -= picture.png().length;
          if (left < 0) {
            return new Pictures(kept, unaided);
          }
          kept.get(cell).add(picture);
        }
      }
    }
    return this;
  }

  boolean isEmpty() {
    return cells.stream().allMatch(List::isEmpty);
  }

  /** Pictures of all cells in turn, neighbours from distant cells. */
  List<Picture> acrossCells(int most) {
    List<Picture> mixed = new ArrayList<>();
    int rounds = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < cells.size(); i++) {
        List<Picture> cell = cells.get((int) (((long) i * STRIDE) % cells.size()));
        if (round < cell.size() && mixed.size() < most) {
          mixed.add(cell.get(round));
        }
      }
    }
    return mixed;
  }
}
