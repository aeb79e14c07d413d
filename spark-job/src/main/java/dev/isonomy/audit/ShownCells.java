package dev.isonomy.audit;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells that a page shows one by one: all of them where they are few enough to be read, else
 * those whose shares are farthest from their targets. The JSON report has all.
 *
 * @param cells their indices, by falling distance where they are a choice
 * @param all how many cells there are
 */
public record ShownCells(List<Integer> cells, int all) {
  /** With more cells a page summarizes. */
  public static final int MOST = 200;

  /** So many are shown by a page that summarizes. */
  public static final int CHOSEN = 40;

  /** A prime, to take cells of equal distance from all over. */
  private static final long STRIDE = 10_007;

  /** Copies the list. */
  public ShownCells {
    cells = List.copyOf(cells);
  }

  /**
   * The cells that a report's page shows.
   *
   * @param report what was measured
   * @return all cells, or {@value #CHOSEN} of them
   */
  public static ShownCells of(AuditReport report) {
    int all = report.space().cellCount();
    if (all <= MOST) {
      return new ShownCells(IntStream.range(0, all).boxed().toList(), all);
    }
    List<Double> shares = report.audited().judged().raw().shares();
    long images = report.audited().images();
    return new ShownCells(
        IntStream.range(0, all)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                        (Integer cell) ->
                            -distance(shares.get(cell), report.target().share(cell), images))
                    .thenComparing(cell -> (cell * STRIDE) % all))
            .limit(CHOSEN)
            .toList(),
        all);
  }

  /** In standard deviations of a set drawn with the target's shares. */
  private static double distance(double share, double target, long images) {
    double variance = Math.max(target * (1 - target), 1e-12) / Math.max(1, images);
    return Math.abs(share - target) / Math.sqrt(variance);
  }

  /** Whether these are all cells. */
  public boolean isWhole() {
    return cells.size() == all;
  }
}
