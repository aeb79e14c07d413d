package dev.isonomy.config;

/**
 * Section {@code associate}.
 *
 * @param smoothing pseudo-count shared out by the cells of each component
 * @param pilotPerCell generated and classified images per cell, 0 for no pilot
 */
public record AssociateSettings(double smoothing, int pilotPerCell) {
  static AssociateSettings read(Section section) {
    return new AssociateSettings(
        section.number("smoothing", 0, 1e9), section.integer("pilot-per-cell", 0, 1_000_000));
  }
}
