package dev.isonomy.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides how many draws each open cell gets in the next round, so that the networks stay busy:
 * cells share a batch, or as many whole micro-batches as are probably needed, in proportion to the
 * draws that they probably still need. Only what is less than a micro-batch is filled up to one, by
 * speculative draws of the cells that are most likely to need them: by then most others have been
 * judged, so that few cells share the speculative ones.
 */
final class RoundPlanner {
  private final int batch;
  private final int microBatch;

  RoundPlanner(int batch, int microBatch) {
    this.batch = Math.max(batch, microBatch);
    this.microBatch = microBatch;
  }

  /** The cells of the next round's draws, one entry per draw; empty when no cell is open. */
  List<CellProgress> next(CellProgress[] cells) {
    List<CellProgress> open = Arrays.stream(cells).filter(CellProgress::open).toList();
    if (open.isEmpty()) {
      return List.of();
    }
    double wanted = open.stream().mapToDouble(CellProgress::wanted).sum();
    int calls = Math.max(1, (int) (Math.min(wanted, batch) / microBatch));
    long allowed = open.stream().mapToLong(CellProgress::allowed).sum();
    int size = (int) Math.min((long) calls * microBatch, allowed);
    int[] draws = new int[open.size()];
    for (int i = 0; i < size; i++) {
      draws[neediest(open, draws)]++;
    }
    List<CellProgress> round = new ArrayList<>(size);
    for (int i = 0; i < draws.length; i++) {
      for (int d = 0; d < draws[i]; d++) {
        round.add(open.get(i));
      }
    }
    return round;
  }

  /** The cell whose draws so far cover the smallest part of what it wants. */
  private static int neediest(List<CellProgress> open, int[] draws) {
    int neediest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < draws.length; i++) {
      if (draws[i] < open.get(i).allowed()) {
        double cover = (draws[i] + 0.5) / open.get(i).wanted();
        if (cover < least) {
          least = cover;
          neediest = i;
        }
      }
    }
    return neediest;
  }
}
