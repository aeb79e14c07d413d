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
