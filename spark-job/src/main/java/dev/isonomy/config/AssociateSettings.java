package dev.isonomy.config;

/**
 * Section {@code associate}.
 *
 * @param smoothing labelled rows that the component-free shares weigh in each component
 * @param pilotPerCell generated and classified images per cell, 0 for no pilot
 * @param labelWeight pilot images that the estimate from labels weighs in each component
 */
public record AssociateSettings(double smoothing, int pilotPerCell, double labelWeight) {
  static AssociateSettings read(Section section) {
    return new AssociateSettings(
        section.number("smoothing", 1e-9, 1e9),
        section.integer("pilot-per-cell", 0, 1_000_000),
        section.number("label-weight", 1e-9, 1e9));
  }
}
