package dev.isonomy.audit.measure;

import com.google.gson.annotations.SerializedName;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.JsonParts;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.Interval;
import dev.isonomy.metric.NoiseFloor;
import java.util.List;
import java.util.Optional;

/**
 * How far a set is from the wanted shares.
 *
 * @param noiseFloor what a perfectly balanced set of this size shows
 * @param labeler balance by the labeler
 * @param auditor balance by the independent auditor; one of the two is there
 */
public record BalanceFinding(
    NoiseFloor noiseFloor, Optional<LabelReport> labeler, Optional<LabelReport> auditor)
    implements Finding {

  /** The most trustworthy labels that there are: the auditor's, else the labeler's. */
  public LabelReport judged() {
    return auditor.or(() -> labeler).orElseThrow();
  }

  /** The labels that images were made by: the labeler's, else the auditor's. */
  public LabelReport labelled() {
    return labeler.or(() -> auditor).orElseThrow();
  }

  private record Json(
      long images,
      double noiseFloorFd,
      double noiseFloorKl,
      Optional<JsonParts> labeler,
      Optional<JsonParts> auditor) {}

  /** What a balanced set shows, as {@code audit.json} has it. */
  private record Floor(
      long images,
      double rootMeanSquareFd,
      @SerializedName("fd_95") double fd95,
      @SerializedName("kl_95") double kl95) {}

  /** The noise floor as {@code audit.json} has it. */
  public Object floor() {
    return new Floor(
        noiseFloor.images(), noiseFloor.rootMeanSquareFd(), noiseFloor.fd95(), noiseFloor.kl95());
  }

  @Override
  public Optional<Object> json(AttributeSpace space) {
    return Optional.of(
        new Json(
            noiseFloor.images(),
            noiseFloor.fd95(),
            noiseFloor.kl95(),
            labeler.map(labels -> labels.json(space)),
            auditor.map(labels -> labels.json(space))));
  }

  @Override
  public List<MetricColumn> columns() {
    Optional<BootstrappedBalance> raw = auditor.map(LabelReport::raw);
    return List.of(
        MetricColumn.of("", "images", Figures.count(noiseFloor.images())),
        MetricColumn.of("KL", "labeler", kl(labeler.map(LabelReport::raw))),
        MetricColumn.of("KL", "auditor", kl(raw)),
        new MetricColumn(
            "FD",
            "auditor",
            raw.map(labels -> Figures.decimal(labels.balance().fd())).orElse(MetricColumn.NONE),
            interval(raw),
            raw.filter(labels -> labels.balance().fd() <= noiseFloor.fd95()).isPresent()),
        corrected(),
        MetricColumn.of("FD", "noise floor", Figures.decimal(noiseFloor.fd95())));
  }

  private MetricColumn corrected() {
    Optional<Correction> correction = auditor.map(LabelReport::correction);
    Optional<BootstrappedBalance> truth = correction.flatMap(Correction::balance);
    return MetricColumn.of(
        "FD",
        "corrected",
        truth
            .flatMap(BootstrappedBalance::fd)
            .map(fd -> Figures.decimal(fd.estimate()))
            .orElse(MetricColumn.NONE),
        truth.isPresent() ? interval(truth) : correction.map(Correction::reason).orElse(""));
  }

  private static String kl(Optional<BootstrappedBalance> labels) {
    return labels.map(each -> Figures.decimal(each.balance().kl())).orElse(MetricColumn.NONE);
  }

  private static String interval(Optional<BootstrappedBalance> balance) {
    return balance
        .map(b -> b.fd().map(fd -> interval(fd.interval())).orElse(b.noInterval()))
        .orElse("");
  }

  /** An interval in words. */
  static String interval(Interval interval) {
    return "95% interval "
        + Figures.decimal(interval.lower())
        + " to "
        + Figures.decimal(interval.upper());
  }

  @Override
  public List<String> notes(AttributeSpace space) {
    return auditor.filter(LabelReport::isUnidentifiable).stream()
        .map(
            labels ->
                "The true shares of the cells are "
                    + labels.correction().reason()
                    + "; the report corrects single attributes where it can.")
        .toList();
  }
}
