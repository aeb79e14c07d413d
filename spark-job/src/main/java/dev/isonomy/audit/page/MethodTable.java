package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.LabelReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.QualityReport;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.Interval;
import java.util.Optional;

/** The balance methods side by side. */
final class MethodTable {
  private MethodTable() {}

  static String of(AuditReport report) {
    StringBuilder html = new StringBuilder();
    html.append(
        """
        <div class="scroll" tabindex="0" role="region" aria-label="Methods side by side"><table>
        <thead><tr><th rowspan="2" scope="col">method</th><th rowspan="2" scope="col">images</th>
        <th colspan="2" scope="colgroup">KL</th>
        <th colspan="3" scope="colgroup">FD</th>
        <th colspan="2" scope="colgroup">FID</th><th rowspan="2" scope="col">KID</th>
        <th colspan="2" scope="colgroup">to balanced</th></tr>
        <tr><th scope="col">labeler</th><th scope="col">auditor</th>
        <th scope="col">auditor</th><th scope="col">corrected</th><th scope="col">noise floor</th>
        <th scope="col">natural</th><th scope="col">balanced</th>
        <th scope="col">precision</th><th scope="col">recall</th></tr></thead><tbody>
        """);
    for (MethodReport method : report.methods()) {
      row(html, report, method);
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static void row(StringBuilder html, AuditReport report, MethodReport method) {
    boolean audited = method.name().equals(report.subject());
    html.append(audited ? "<tr class=\"audited\">" : "<tr>")
        .append("<th scope=\"row\">")
        .append(Html.escape(method.name()))
        .append(audited ? " <small>this data set</small>" : "")
        .append("</th>");
    cell(html, Html.count(method.images()), "");
    cell(html, method.labeler().map(l -> Html.decimal(l.raw().balance().kl())).orElse("–"), "");
    Optional<BootstrappedBalance> raw = method.auditor().map(LabelReport::raw);
    cell(html, raw.map(b -> Html.decimal(b.balance().kl())).orElse("–"), "");
    cell(html, raw.map(b -> fd(b, method)).orElse("–"), interval(raw));
    Optional<Correction> correction = method.auditor().map(LabelReport::correction);
    Optional<BootstrappedBalance> corrected = correction.flatMap(Correction::balance);
    cell(
        html,
        corrected
            .flatMap(BootstrappedBalance::fd)
            .map(fd -> Html.decimal(fd.estimate()))
            .orElse("–"),
        corrected.isPresent()
            ? interval(corrected)
            : Html.escape(correction.map(Correction::reason).orElse("")));
    cell(html, Html.decimal(method.noiseFloor().fd95()), "");
    for (String reference : new String[] {"natural", "balanced"}) {
      Optional<QualityReport> quality = Optional.ofNullable(method.quality().get(reference));
      cell(
          html,
          quality.map(q -> Html.short3(q.fid().shown())).orElse("–"),
          quality.map(q -> fid(q.fid())).orElse(""));
    }
    Optional<QualityReport> balanced = Optional.ofNullable(method.quality().get("balanced"));
    cell(
        html,
        balanced.flatMap(QualityReport::kid).map(k -> Html.short3(k.distance())).orElse("–"),
        "");
    cell(
        html,
        balanced
            .flatMap(QualityReport::neighbours)
            .map(n -> Html.format("%.2f", n.precision()))
            .orElse("–"),
        "");
    cell(
        html,
        balanced
            .flatMap(QualityReport::neighbours)
            .map(n -> Html.format("%.2f", n.recall()))
            .orElse("–"),
        "");
    html.append("</tr>");
  }

  private static String fid(FoldedMoments.Estimate fid) {
    return fid.corrected().map(each -> interval(each.interval()) + "; ").orElse("")
        + "without the correction for the sample’s size "
        + Html.short3(fid.distance())
        + (fid.noInterval().isEmpty() ? "" : "; " + Html.escape(fid.noInterval()));
  }

  private static String fd(BootstrappedBalance balance, MethodReport method) {
    String number = Html.decimal(balance.balance().fd());
    return balance.balance().fd() <= method.noiseFloor().fd95()
        ? number + " <span class=\"good\" title=\"below the noise floor\">●</span>"
        : number;
  }

  private static String interval(Optional<BootstrappedBalance> balance) {
    return balance
        .map(
            b ->
                b.fd()
                    .map(fd -> interval(fd.interval()))
                    .orElseGet(() -> Html.escape(b.noInterval())))
        .orElse("");
  }

  private static String interval(Interval interval) {
    return "95% interval "
        + Html.decimal(interval.lower())
        + " to "
        + Html.decimal(interval.upper());
  }

  private static void cell(StringBuilder html, String content, String tip) {
    html.append("<td")
        .append(tip.isEmpty() ? "" : " title=\"" + tip + "\"")
        .append('>')
        .append(content)
        .append("</td>");
  }
}
