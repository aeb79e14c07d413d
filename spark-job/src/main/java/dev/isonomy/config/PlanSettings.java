package dev.isonomy.config;

import dev.isonomy.plan.BalanceMethod;

/**
 * Section {@code plan}.
 *
 * @param images images in the data set
 * @param unitSize images per work unit
 * @param minimumPurity P(cell | component) below which a component is not drawn for a cell, 0..1
 * @param method balance method
 */
public record PlanSettings(long images, int unitSize, double minimumPurity, BalanceMethod method) {
  static PlanSettings read(Section section) {
    return new PlanSettings(
        section.whole("images", 1, 1_000_000_000_000L),
        section.integer("unit-size", 1, 1_000_000),
        section.number("minimum-purity", 0, 1),
        section.method("method"));
  }
}
