package dev.isonomy.config;

/**
 * Section {@code associate}.
 *
 * @param smoothing labelled rows that the component-free shares weigh in each component
 * @param pilotPerCell generated and classified images per cell by which components are chosen, 0
 *     for no pilot
 * @param pilotError relative standard error of the expected draws at which the pilot ends
 * @param pilotMostPerCell images per cell at most that measure acceptances
 * @param abstainBelow confidence of a label below which the labeler abstains, 0 for never
 * @param labelWeight pilot images that the estimate from labels weighs in each component
 */
public record AssociateSettings(
    double smoothing,
    int pilotPerCell,
    double pilotError,
    int pilotMostPerCell,
    double abstainBelow,
    double labelWeight) {
  static AssociateSettings read(Section section) {
    int pilotPerCell = section.integer("pilot-per-cell", 0, 1_000_000);
    return new AssociateSettings(
        section.number("smoothing", 1e-9, 1e9),
        pilotPerCell,
        section.number("pilot-error", 0.001, 1),
        most(section, pilotPerCell),
        abstainBelow(section),
        section.number("label-weight", 1e-9, 1e9));
  }

  private static double abstainBelow(Section section) {
    double below = section.number("abstain-below", 0, 1);
    if (below == 1) {
      throw section.wrong("abstain-below", "at least 0 and below 1, which no label reaches,");
    }
    return below;
  }

  private static int most(Section section, int pilotPerCell) {
    int most = section.integer("pilot-most-per-cell", 1, 1_000_000);
    if (most < pilotPerCell) {
      throw section.wrong("pilot-most-per-cell", "at least associate.pilot-per-cell");
    }
    return most;
  }
}
