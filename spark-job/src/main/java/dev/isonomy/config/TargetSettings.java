package dev.isonomy.config;

import java.util.Map;

/**
 * Section {@code target}.
 *
 * @param kind how the shares are given
 * @param shares proportions by cell name, or by attribute and class, for {@code shares}
 * @param existing labelled Parquet for {@code complement}
 */
public record TargetSettings(TargetKind kind, Map<String, Double> shares, String existing) {
  public TargetSettings {
    shares = Map.copyOf(shares);
  }

  static TargetSettings read(Section section) {
    TargetKind kind = section.choice("kind", TargetKind.class);
    Map<String, Double> shares = section.numbers("shares");
    if ((kind == TargetKind.SHARES) == shares.isEmpty()) {
      throw section.wrong("kind", shares.isEmpty() ? "given with target.shares" : "shares");
    }
    if (kind == TargetKind.COMPLEMENT && section.text("existing").isEmpty()) {
      throw section.wrong("existing", "set for target.kind = complement");
    }
    return new TargetSettings(kind, shares, section.text("existing"));
  }
}
