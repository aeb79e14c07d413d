package dev.isonomy.audit.page;

import java.util.ArrayList;
import java.util.List;

/**
 * The images of a page.
 *
 * @param cells a few of the audited set per cell, in the cells' order
 * @param unaided a few that the model makes unaided, in the order they were drawn; may be empty
 */
public record Thumbnails(List<List<Thumbnail>> cells, List<Thumbnail> unaided) {
  private static final int STRIDE = 10_007; // a prime: it visits every cell once

  /** Copies the lists. */
  public Thumbnails {
    cells = cells.stream().map(List::copyOf).toList();
    unaided = List.copyOf(unaided);
  }

  /** No images. */
  public static Thumbnails none() {
    return new Thumbnails(List.of(), List.of());
  }

  /**
   * As many of the images as a page has room for: the first ones of all cells before the second
   * ones of any.
   *
   * @param mostBytes of all images
   */
  Thumbnails within(long mostBytes) {
    long left = mostBytes - unaided.stream().mapToLong(image -> image.png().length).sum();
    List<List<Thumbnail>> kept = new ArrayList<>();
    cells.forEach(cell -> kept.add(new ArrayList<>()));
    int rounds = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (int cell = 0; cell < kept.size(); cell++) {
        if (round < cells.get(cell).size()) {
          Thumbnail image = cells.get(cell).get(round);
          left -= image.png().length;
          if (left < 0) {
            return new Thumbnails(kept, unaided);
          }
          kept.get(cell).add(image);
        }
      }
    }
    return this;
  }

  /** Whether no cell has an image. */
  public boolean isEmpty() {
    return cells.stream().allMatch(List::isEmpty);
  }

  /** Images of all cells in turn; neighbours are from distant cells. */
  List<Thumbnail> acrossCells(int most) {
    List<Thumbnail> mixed = new ArrayList<>();
    int rounds = cells.stream().mapToInt(List::size).max().orElse(0);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < cells.size(); i++) {
        List<Thumbnail> cell = cells.get((int) (((long) i * STRIDE) % cells.size()));
        if (round < cell.size() && mixed.size() < most) {
          mixed.add(cell.get(round));
        }
      }
    }
    return mixed;
  }
}
