package dev.isonomy.config;

import java.util.List;

/**
 * Section {@code fit.selection}.
 *
 * @param by what the number of components is chosen by
 * @param components the numbers to choose from
 * @param heldOutShare share of the rows that score them
 */
public record SelectionSettings(SelectionChoice by, List<Integer> components, double heldOutShare) {
  /** Copies the list. */
  public SelectionSettings {
    components = List.copyOf(components);
  }

  static SelectionSettings read(Section section) {
    SelectionSettings settings =
        new SelectionSettings(
            section.choice("by", SelectionChoice.class),
            section.integers("components", 1, 100_000),
            section.number("held-out-share", 0.01, 0.9));
    if (settings.by() != SelectionChoice.NONE && settings.components().isEmpty()) {
      throw section.wrong("components", "a list of at least one number for selection.by");
    }
    return settings;
  }
}
