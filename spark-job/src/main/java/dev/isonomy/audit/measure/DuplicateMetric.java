package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.NearDuplicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Near duplicates within a sample of the set, and images that are as close to an image of a
 * reference: the reference of a run on a table or a folder has its labelled images.
 */
public final class DuplicateMetric implements Metric {
  /** Near duplicates are closer than this part of the closest 1% of the yardstick's images. */
  private static final double DUPLICATE_SCALE = 0.5;

  private static final double CLOSEST = 0.01;

  /** Fewer images of a set than this are not compared with a reference. */
  private static final int FEWEST_ROWS = 20;

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new RowSample(size.sample()));
  }

  @Override
  public DuplicateFinding measure(MeasuredSet set, AuditScope scope) {
    float[][] rows = set.tally(RowSample.class).rows();
    OptionalDouble threshold = threshold(scope, rows.length);
    Map<String, Long> copies = new LinkedHashMap<>();
    scope
        .references()
        .forEach(
            (name, reference) -> {
              float[][] real = reference.tally(RowSample.class).rows();
              if (Math.min(rows.length, real.length) >= FEWEST_ROWS) {
                copies.put(name, copies(real, rows, threshold.orElse(0)));
              }
            });
    return new DuplicateFinding(
        rows.length < 2 || threshold.isEmpty()
            ? Optional.empty()
            : Optional.of(NearDuplicates.within(rows, threshold.getAsDouble())),
        copies);
  }

  private static long copies(float[][] real, float[][] generated, double threshold) {
    return Arrays.stream(NearDuplicates.nearestDistances(generated, real))
        .filter(distance -> distance <= threshold)
        .count();
  }

  /** Half of what the closest 1% of as many yardstick images are apart. */
  private static OptionalDouble threshold(AuditScope scope, int rows) {
    return scope
        .yardstick()
        .map(reference -> reference.tally(RowSample.class).rows(rows))
        .filter(real -> real.length > 1)
        .map(real -> NearDuplicates.nearestDistanceQuantile(real, CLOSEST))
        .map(closest -> OptionalDouble.of(DUPLICATE_SCALE * closest))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Copies in a set.
   *
   * @param within a sample of the set; nothing where there is no reference to take the scale from
   * @param ofReferences images of the sample that are near duplicates of a reference's image, by
   *     the reference's name
   */
  public record DuplicateFinding(Optional<NearDuplicates> within, Map<String, Long> ofReferences)
      implements Finding {
    private record Json(
        Map<String, Long> referenceCopies, Optional<NearDuplicates> nearDuplicates) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return Optional.of(new Json(ofReferences, within));
    }

    @Override
    public List<String> sentences() {
      List<String> sentences = new ArrayList<>();
      within.ifPresent(found -> sentences.add(sentence(found)));
      ofReferences.forEach(
          (name, copies) -> {
            if (copies > 0) {
              sentences.add(
                  "Copies: %s images are as close to one of the %s reference as near duplicates are"
                          .formatted(Figures.count(copies), name)
                      + " to each other.");
            }
          });
      return sentences;
    }

    private static String sentence(NearDuplicates found) {
      return found.clusters() == 0
          ? "No near-duplicates: no two images are closer than half of what the closest 1% of the"
              + " reference’s are."
          : "Near-duplicates: %s groups with %s images; the largest has %s."
              .formatted(
                  Figures.count(found.clusters()),
                  Figures.count(found.images()),
                  Figures.count(found.largestCluster()));
    }
  }
}
