package dev.isonomy.association;

import dev.isonomy.attribute.AttributeSpace;
import java.util.Arrays;

/**
 * Finds out which phrasing of a prompt makes which cell. No label tells anything of phrasings, so
 * that all of them are first drawn alike; what these draws turn out to be takes the place that
 * labelled rows have for the components of a mixture. A {@link Pilot} then goes on as it does for
 * those: it looks for cells that were not seen, chooses phrasings for each cell, and measures how
 * many draws from them are kept.
 */
public final class PhrasingPilot {
  private static final int FREE = -1;

  private final AttributeSpace space;
  private final int phrasings;
  private final double smoothing;
  private final Pilot.Settings settings;
  private final Pilot.Drawing drawing;

  /**
   * Prepares the pilot of a prompt.
   *
   * @param space the cells
   * @param phrasings how many there are, at least 1
   * @param smoothing see {@link CellAssociation#estimate}
   * @param settings how it is made
   * @param drawing makes the draws, each phrasing being a component
   */
  public PhrasingPilot(
      AttributeSpace space,
      int phrasings,
      double smoothing,
      Pilot.Settings settings,
      Pilot.Drawing drawing) {
    this.space = space;
    this.phrasings = phrasings;
    this.smoothing = smoothing;
    this.settings = settings;
    this.drawing = drawing;
  }

  /**
   * Draws until the estimate is precise enough.
   *
   * @return the pilot, with all draws among its counts
   */
  public Pilot.Result run() {
    double[] even = new double[phrasings];
    Arrays.fill(even, 1.0 / phrasings);
    int wanted = space.cellCount() - settings.unwanted().size();
    int first = Math.multiplyExact(settings.rule().firstPerCell(), Math.max(wanted, phrasings));
    PilotCounts seen = drawing.draw(0, new PilotRule.Round(first, even));
    int[] free = new int[phrasings];
    Arrays.fill(free, FREE);
    Pilot.Result found =
        new Pilot(
                CellAssociation.estimate(space, seen.cells(), smoothing),
                free,
                even,
                settings,
                (from, round) -> drawing.draw(first + from, round))
            .run();
    PilotCounts counts = seen.plus(found.counts());
    return new Pilot.Result(
        CellAssociation.estimate(space, counts.cells(), smoothing),
        counts,
        first + found.draws(),
        found.drawn(),
        found.acceptance(),
        found.searches());
  }
}
