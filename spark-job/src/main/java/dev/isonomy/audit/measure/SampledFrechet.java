package dev.isonomy.audit.measure;

import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.FoldedReference;
import dev.isonomy.metric.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/** Frechet distances within parts of a set: its cells, its prompts. */
final class SampledFrechet {
  /** Fewer images than this have no distance. */
  private static final int FEWEST_ROWS = 40;

  /** A part takes 33 eigenvalue problems: with wider features they would take minutes. */
  private static final int WIDEST_FEATURES = 256;

  private SampledFrechet() {}

  /** The distance of a part's rows from the rows of the reference's; empty where there are few. */
  static Optional<FoldedMoments.Estimate> between(float[][] real, float[][] generated) {
    if (Math.min(real.length, generated.length) < FEWEST_ROWS || real[0].length > WIDEST_FEATURES) {
      return Optional.empty();
    }
    return Optional.of(folded(generated).distanceTo(FoldedReference.of(folded(real))));
  }

  private static FoldedMoments folded(float[][] rows) {
    FoldedMoments moments = new FoldedMoments(rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      moments.add(rows[i], i);
    }
    return moments;
  }

  /** A part's distance as audit.json has it. */
  record Json(double fid, Unbiased fidUnbiased) {
    static Json of(FoldedMoments.Estimate fid) {
      return new Json(fid.distance(), Unbiased.of(fid));
    }
  }

  /** Numbers are null, with the reason, where there is no estimate. */
  record Unbiased(OptionalDouble estimate, Interval interval, Optional<String> reason) {
    static Unbiased of(FoldedMoments.Estimate fid) {
      return fid.corrected()
          .map(
              each ->
                  new Unbiased(
                      OptionalDouble.of(each.estimate()), each.interval(), Optional.empty()))
          .orElseGet(
              () -> new Unbiased(OptionalDouble.empty(), null, Optional.of(fid.noInterval())));
    }
  }
}
