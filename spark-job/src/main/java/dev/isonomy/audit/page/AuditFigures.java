package dev.isonomy.audit.page;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.UnionReport;
import dev.isonomy.audit.measure.FrechetFinding.ToReference;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.metric.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The numbers under an audit's verdict. */
final class AuditFigures {
  private final AuditReport report;

  private AuditFigures(AuditReport report) {
    this.report = report;
  }

  static List<KeyFigure> of(AuditReport report) {
    AuditFigures all = new AuditFigures(report);
    List<KeyFigure> figures = new ArrayList<>();
    figures.add(all.discrepancy());
    figures.add(all.divergence());
    report
        .audited()
        .frechet(AuditScope.BALANCED)
        .ifPresent(after -> figures.add(all.frechet(after)));
    report.generation().ifPresent(made -> figures.addAll(generation(report.space(), made)));
    return figures;
  }

  private KeyFigure discrepancy() {
    return new KeyFigure(
        "distance from the target, FD",
        before(Balance::fd),
        after(Balance::fd),
        (report.union().isPresent() ? "with the existing images, noise floor " : "noise floor ")
            + Figures.decimal(report.headline().audited().balance().noiseFloor().fd95()));
  }

  private KeyFigure divergence() {
    return new KeyFigure(
        "divergence, KL",
        before(Balance::kl),
        after(Balance::kl),
        "in nats, by the "
            + (report.audited().balance().auditor().isPresent() ? "auditor" : "labels"));
  }

  private String after(ToDoubleFunction<Balance> value) {
    return shown(report.headline().audited(), value);
  }

  /** Of the existing images where the set completes others, else of the model unaided. */
  private String before(ToDoubleFunction<Balance> value) {
    return report
        .union()
        .map(UnionReport::existing)
        .or(report::unaided)
        .map(start -> shown(start, value))
        .orElse("");
  }

  private static String shown(MethodReport method, ToDoubleFunction<Balance> value) {
    return Figures.decimal(value.applyAsDouble(method.judged().raw().balance()));
  }

  private KeyFigure frechet(ToReference after) {
    return new KeyFigure(
        "FID to the balanced reference",
        unaided(AuditScope.BALANCED).orElse(""),
        shown(after),
        unaided(AuditScope.NATURAL)
            .map(before -> report.baseline().label() + " to the natural one " + before)
            .orElse("lower is better"));
  }

  private Optional<String> unaided(String reference) {
    return report.unaided().flatMap(prior -> prior.frechet(reference)).map(AuditFigures::shown);
  }

  private static String shown(ToReference to) {
    return Figures.short3(to.distance().shown());
  }

  private static List<KeyFigure> generation(AttributeSpace space, GenerationReport made) {
    int hardest = made.hardestCell();
    return List.of(
        KeyFigure.of(
            "draws kept",
            Figures.percent(made.meanAcceptance()),
            "lowest %s, %s"
                .formatted(Figures.percent(made.acceptance(hardest)), space.cellTitle(hardest))),
        KeyFigure.of(
            "images per second",
            Figures.short3(made.imagesPerSecond()),
            "%s images, %s draws"
                .formatted(Figures.count(made.images()), Figures.count(made.draws()))));
  }
}
