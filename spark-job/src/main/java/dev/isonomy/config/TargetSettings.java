package dev.isonomy.config;

import java.util.List;
import java.util.Map;

/**
 * Section {@code target}.
 *
 * @param kind how the shares are given
 * @param shares proportions by cell name, or by attribute and class, for {@code shares}
 * @param existing labelled Parquet for {@code complement}
 * @param classNumbers what class numbers of it mean that it does not name; never {@code AUTO}
 * @param excluded names of cells of which no image is made
 */
public record TargetSettings(
    TargetKind kind,
    Map<String, Double> shares,
    String existing,
    ClassNumbers classNumbers,
    List<String> excluded) {
  public TargetSettings {
    shares = Map.copyOf(shares);
    excluded = List.copyOf(excluded);
  }

  /** A target of all cells. */
  public TargetSettings(
      TargetKind kind, Map<String, Double> shares, String existing, ClassNumbers classNumbers) {
    this(kind, shares, existing, classNumbers, List.of());
  }

  /** A target whose existing set, if any, must name its classes. */
  public TargetSettings(TargetKind kind, Map<String, Double> shares, String existing) {
    this(kind, shares, existing, ClassNumbers.NAMED);
  }

  static TargetSettings read(Section section, String bundle) {
    TargetKind kind = section.choice("kind", TargetKind.class);
    Map<String, Double> shares = section.numbers("shares");
    if ((kind == TargetKind.SHARES) == shares.isEmpty()) {
      throw section.wrong("kind", shares.isEmpty() ? "given with target.shares" : "shares");
    }
    if (kind == TargetKind.COMPLEMENT && section.text("existing").isEmpty()) {
      throw section.wrong("existing", "set for target.kind = complement");
    }
    return new TargetSettings(
        kind,
        shares,
        section.text("existing"),
        section.choice("class-numbers", ClassNumbers.class).of(bundle),
        section.texts("excluded"));
  }
}
