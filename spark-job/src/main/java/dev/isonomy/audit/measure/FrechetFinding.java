package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.metric.FoldedMoments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Frechet distances of a set.
 *
 * @param references of all images, by the reference's name
 * @param cells of samples within each cell, where there are enough images: the bias of first order
 *     in the set's images is taken out, that in the reference's is not; no cells if not asked for
 */
public record FrechetFinding(
    Map<String, ToReference> references, List<Optional<FoldedMoments.Estimate>> cells)
    implements Finding {

  /**
   * A distance to one reference.
   *
   * @param distance of the features of all images
   * @param floor what the corrected distance shows if there is nothing to find, where that was
   *     simulated
   * @param singleImage whether all images of the reference are alike
   */
  public record ToReference(
      FoldedMoments.Estimate distance, OptionalDouble floor, boolean singleImage) {}

  /** Copies what could change. */
  public FrechetFinding {
    references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    cells = List.copyOf(cells);
  }

  /** The distance to a reference, where it was measured. */
  public Optional<FoldedMoments.Estimate> to(String reference) {
    return Optional.ofNullable(references.get(reference)).map(ToReference::distance);
  }

  private record Json(
      Map<String, Object> fid,
      Map<String, Object> fidUnbiased,
      Map<String, Object> fidNoiseFloor) {}

  @Override
  public Optional<Object> json(AttributeSpace space) {
    return Optional.of(
        new Json(
            each(to -> to.distance().distance()),
            each(to -> SampledFrechet.Unbiased.of(to.distance())),
            each(ToReference::floor)));
  }

  private Map<String, Object> each(Function<ToReference, Object> value) {
    Map<String, Object> values = new LinkedHashMap<>();
    references.forEach((name, to) -> values.put(name, value.apply(to)));
    return values;
  }

  @Override
  public Optional<Object> json(int cell) {
    return cells.get(cell).map(SampledFrechet.Json::of);
  }

  @Override
  public List<MetricColumn> columns() {
    return List.of(column(AuditScope.NATURAL), column(AuditScope.BALANCED));
  }

  private MetricColumn column(String reference) {
    Optional<FoldedMoments.Estimate> fid = to(reference);
    return MetricColumn.of(
        "FID",
        reference,
        fid.map(each -> Figures.short3(each.shown())).orElse(MetricColumn.NONE),
        fid.map(FrechetFinding::tip).orElse(""));
  }

  @Override
  public List<String> notes(AttributeSpace space) {
    return references.entrySet().stream()
        .filter(each -> each.getValue().singleImage())
        .map(
            each ->
                "All images of the %s reference are alike: quality measured against it says nothing."
                    .formatted(each.getKey()))
        .toList();
  }

  private static String tip(FoldedMoments.Estimate fid) {
    return fid.corrected().map(each -> BalanceFinding.interval(each.interval()) + "; ").orElse("")
        + "without the correction for the sample’s size "
        + Figures.short3(fid.distance())
        + (fid.noInterval().isEmpty() ? "" : "; " + fid.noInterval());
  }
}
