package dev.isonomy.config;

/**
 * Section {@code plan}.
 *
 * @param images images in the data set
 * @param unitSize images per work unit
 * @param method balance method
 */
public record PlanSettings(long images, int unitSize, MethodChoice method) {
  static PlanSettings read(Section section) {
    return new PlanSettings(
        section.whole("images", 1, 1_000_000_000_000L),
        section.integer("unit-size", 1, 1_000_000),
        section.choice("method", MethodChoice.class));
  }
}
