package dev.isonomy.config;

import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.Splits;

/**
 * Section {@code plan}.
 *
 * @param images images in the data set
 * @param unitSize images per work unit
 * @param splits which units are for validation and test
 * @param minimumPurity P(cell | component) below which a component is not drawn for a cell, 0..1
 * @param method balance method
 */
public record PlanSettings(
    long images, int unitSize, Splits splits, double minimumPurity, BalanceMethod method) {
  static PlanSettings read(Section section) {
    long images = section.whole("images", 1, 1_000_000_000_000L);
    int unitSize = section.integer("unit-size", 1, 1_000_000);
    return new PlanSettings(
        images,
        unitSize,
        splits(section, (images + unitSize - 1) / unitSize),
        section.number("minimum-purity", 0, 1),
        section.method("method"));
  }

  private static Splits splits(Section section, long units) {
    double validation = section.number("validation-share", 0, 1);
    double test = section.number("test-share", 0, 1);
    if (validation + test >= 1) {
      throw section.wrong("test-share", "less than 1 together with plan.validation-share");
    }
    Splits splits = new Splits(validation, test);
    if (units < splits.count()) {
      throw section.wrong(
          "unit-size",
          "small enough for a unit per split (%d splits, %d units)"
              .formatted(splits.count(), units));
    }
    return splits;
  }
}
