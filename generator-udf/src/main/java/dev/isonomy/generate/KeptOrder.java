package dev.isonomy.generate;

import java.util.function.Consumer;

/**
 * Hands the kept draws of a unit on in an order that does not depend on batches: the first of every
 * cell, the second of every cell, and so on. A draw goes as soon as those before it have gone.
 */
final class KeptOrder {
  private final CellProgress[] cells;
  private final Consumer<KeptDraw> sink;
  private final int rows;
  private int row;
  private int cell;

  KeptOrder(CellProgress[] cells, Consumer<KeptDraw> sink) {
    this.cells = cells;
    this.sink = sink;
    int most = 0;
    for (CellProgress each : cells) {
      most = Math.max(most, each.quota());
    }
    this.rows = most;
  }

  /** Hands on what can go; cells that are closed for good are not waited for. */
  void advance() {
    while (row < rows) {
      CellProgress next = cells[cell];
      if (row < next.quota()) {
        KeptDraw kept = next.take();
        if (kept == null && next.open()) {
          return;
        }
        if (kept != null) {
          sink.accept(kept);
        }
      }
      cell++;
      if (cell == cells.length) {
        cell = 0;
        row++;
      }
    }
  }
}
