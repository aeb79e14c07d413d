package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.FoldedReference;
import dev.isonomy.metric.FrechetFloor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The Frechet distance to each reference (FID), of the set and within cells. */
public final class FrechetMetric implements Metric {
  /** Fewer images than this have no distance. */
  private static final int FEWEST_ROWS = 20;

  private final Map<String, Optional<FoldedReference>> prepared = new HashMap<>();
  private final Map<List<Object>, Optional<FrechetFloor>> floors = new HashMap<>();

  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new MomentsTally(), new RowSample(size.sample()));
  }

  @Override
  public FrechetFinding measure(MeasuredSet set, AuditScope scope) {
    Map<String, FrechetFinding.ToReference> distances = new LinkedHashMap<>();
    scope
        .references()
        .forEach(
            (name, reference) ->
                between(set, reference, scope.seed()).ifPresent(to -> distances.put(name, to)));
    return new FrechetFinding(distances, set.isAudited() ? cells(set, scope) : List.of());
  }

  private Optional<FrechetFinding.ToReference> between(
      MeasuredSet set, MeasuredSet reference, long seed) {
    Optional<FoldedMoments> moments = moments(set);
    Optional<FoldedReference> to = prepared(reference);
    return moments.isEmpty() || to.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FrechetFinding.ToReference(
                moments.orElseThrow().distanceTo(to.orElseThrow()),
                floor(reference, set.images(), seed),
                to.orElseThrow().isSingleImage()));
  }

  private static Optional<FoldedMoments> moments(MeasuredSet set) {
    return set.tally(MomentsTally.class)
        .moments()
        .filter(moments -> moments.count() >= FEWEST_ROWS);
  }

  /** Square roots of a reference's covariances are taken once for all sets. */
  private Optional<FoldedReference> prepared(MeasuredSet reference) {
    return prepared.computeIfAbsent(
        reference.name(), name -> moments(reference).map(FoldedReference::of));
  }

  private OptionalDouble floor(MeasuredSet reference, long images, long seed) {
    return floors
        .computeIfAbsent(
            List.of(reference.name(), images),
            sizes ->
                moments(reference)
                    .flatMap(moments -> FrechetFloor.simulate(moments.all(), images, seed)))
        .map(floor -> OptionalDouble.of(floor.distance95()))
        .orElse(OptionalDouble.empty());
  }

  private static List<Optional<FoldedMoments.Estimate>> cells(MeasuredSet set, AuditScope scope) {
    CellRows rows = CellRows.of(set, scope);
    List<Optional<FoldedMoments.Estimate>> cells = new ArrayList<>();
    for (int cell = 0; cell < scope.cells(); cell++) {
      cells.add(SampledFrechet.between(rows.real(cell), rows.generated(cell)));
    }
    return cells;
  }
}
