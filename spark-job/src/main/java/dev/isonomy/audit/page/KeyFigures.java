package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.QualityReport;
import dev.isonomy.audit.UnionReport;
import java.util.Optional;

/** The numbers under the verdict. */
final class KeyFigures {
  private KeyFigures() {}

  static String of(AuditReport report) {
    StringBuilder html = new StringBuilder("<dl class=\"figures\">");
    MethodReport audited = report.audited();
    Optional<MethodReport> unaided = report.unaided();
    MethodReport whole = report.headline().audited();
    Optional<MethodReport> start = report.union().map(UnionReport::existing).or(() -> unaided);
    figure(
        html,
        "distance from the target, FD",
        change(
            start.map(prior -> Html.decimal(prior.judged().raw().balance().fd())),
            Html.decimal(whole.judged().raw().balance().fd())),
        (report.union().isPresent() ? "with the existing images, noise floor " : "noise floor ")
            + Html.decimal(whole.noiseFloor().fd95()));
    figure(
        html,
        "divergence, KL",
        change(
            start.map(prior -> Html.decimal(prior.judged().raw().balance().kl())),
            Html.decimal(whole.judged().raw().balance().kl())),
        "in nats, by the " + (audited.auditor().isPresent() ? "auditor" : "labels"));
    quality(audited, "balanced")
        .ifPresent(
            after ->
                figure(
                    html,
                    "FID to the balanced reference",
                    change(
                        unaided
                            .flatMap(prior -> quality(prior, "balanced"))
                            .map(before -> Html.short3(before.fid().shown())),
                        Html.short3(after.fid().shown())),
                    unaided
                        .flatMap(prior -> quality(prior, "natural"))
                        .map(
                            before ->
                                report.baseline().label()
                                    + " to the natural one "
                                    + Html.short3(before.fid().shown()))
                        .orElse("lower is better")));
    report
        .generation()
        .ifPresent(
            made -> {
              figure(
                  html,
                  "draws kept",
                  Html.percent(made.meanAcceptance()),
                  "lowest "
                      + Html.percent(made.acceptance(made.hardestCell()))
                      + ", "
                      + report.space().cellTitle(made.hardestCell()));
              figure(
                  html,
                  "images per second",
                  Html.short3(made.imagesPerSecond()),
                  Html.format(
                      "%s images, %s draws", Html.count(made.images()), Html.count(made.draws())));
            });
    return html.append("</dl>").toString();
  }

  private static Optional<QualityReport> quality(MethodReport method, String reference) {
    return Optional.ofNullable(method.quality().get(reference));
  }

  private static String change(Optional<String> before, String after) {
    return before
            .map(b -> "<span class=\"was\">" + b + "</span> <span class=\"arrow\">→</span> ")
            .orElse("")
        + after;
  }

  private static void figure(StringBuilder html, String name, String value, String note) {
    html.append("<div><dt>")
        .append(Html.escape(name))
        .append("</dt><dd>")
        .append(value)
        .append("</dd><dd class=\"note\">")
        .append(Html.escape(note))
        .append("</dd></div>");
  }
}
