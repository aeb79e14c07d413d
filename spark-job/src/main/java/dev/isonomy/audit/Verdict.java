package dev.isonomy.audit;

import dev.isonomy.audit.measure.LabelReport;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.DistanceInterval;
import java.util.Locale;
import java.util.Optional;

/**
 * What a reader takes away.
 *
 * @param balanced whether the distance from the target is below the noise floor
 * @param headline {@code Balanced}, {@code Nearly balanced} or {@code Not balanced}
 * @param reason one sentence, with its uncertainty
 * @param text the reason, and what the model does unaided
 */
public record Verdict(boolean balanced, String headline, String reason, String text) {
  /** Below this multiple of the noise floor a set is called nearly balanced. */
  private static final double NEARLY = 2;

  /** The verdict on a report. */
  public static Verdict of(AuditReport report) {
    return report.union().map(union -> ofUnion(report, union)).orElseGet(() -> ofSet(report));
  }

  private static Verdict ofUnion(AuditReport report, UnionReport union) {
    Verdict whole = ofSet(report.headline());
    String reason =
        String.format(
            Locale.ROOT,
            "Together with the %,d existing images, as they are labelled: %s",
            union.existing().images(),
            whole.reason());
    return new Verdict(
        whole.balanced(),
        whole.headline(),
        reason,
        String.format(
            Locale.ROOT,
            "%s Before, these were %s away. The %,d new images alone are %s away from their plan (noise floor %s).",
            reason,
            number(Judged.of(union.existing()).fd()),
            report.audited().images(),
            number(Judged.of(report.audited()).fd()),
            number(report.audited().balance().noiseFloor().fd95())));
  }

  /** The verdict on the set alone, also where it completes another one. */
  public static Verdict ofSet(AuditReport report) {
    Judged judged = Judged.of(report.audited());
    double floor = report.audited().balance().noiseFloor().fd95();
    double fd = judged.fd();
    boolean near = fd <= NEARLY * floor;
    boolean balanced = fd <= floor && judged.greatest() <= NEARLY * floor;
    String comparison =
        fd <= floor
            ? String.format(
                Locale.ROOT,
                "as close as %,d images drawn with perfect balance would be (noise floor %s)%s",
                report.audited().images(),
                number(floor),
                balanced ? "" : ", though the interval reaches beyond twice of that")
            : "%s of what perfect balance would still show (noise floor %s)"
                .formatted(times(fd / floor), number(floor));
    String reason =
        "Judged by %s, the %d cells are %s away from %s (%s): %s."
            .formatted(
                judged.judge(),
                report.space().cellCount(),
                number(fd),
                isUniform(report) ? "equal shares" : "the target",
                judged.uncertainty(),
                comparison);
    String unaided =
        report.unaided().map(prior -> unaided(report.baseline(), Judged.of(prior).fd())).orElse("");
    return new Verdict(
        balanced,
        balanced ? "Balanced" : near ? "Nearly balanced" : "Not balanced",
        reason,
        reason + unaided);
  }

  /**
   * The best that is known of a set's balance.
   *
   * @param judge who says so
   * @param fd the distance from the target
   * @param greatest how large it may be
   * @param uncertainty in words
   */
  private record Judged(String judge, double fd, double greatest, String uncertainty) {
    static Judged of(MethodReport set) {
      Optional<LabelReport> auditor = set.balance().auditor();
      if (auditor.isEmpty()) {
        return ofLabels("its own labels", set.judged().raw());
      }
      LabelReport labels = auditor.orElseThrow();
      Optional<DistanceInterval> corrected = labels.corrected().flatMap(BootstrappedBalance::fd);
      if (corrected.isPresent()) {
        return ofInterval(
            "an independent auditor, corrected for its errors",
            corrected.orElseThrow(),
            "95% interval");
      }
      if (labels.isUnidentifiable() && set.balance().labeler().isPresent()) {
        return ofLabels(
            "its own labels, as the auditor’s are " + labels.correction().reason(),
            set.balance().labeler().orElseThrow().raw());
      }
      return labels
          .raw()
          .fd()
          .map(
              fd ->
                  ofInterval(
                      "an independent auditor whose errors are not known",
                      fd,
                      "95% interval of its labels"))
          .orElseGet(() -> ofLabels("an independent auditor", labels.raw()));
    }

    private static Judged ofLabels(String judge, BootstrappedBalance raw) {
      double fd = raw.balance().fd();
      return raw.fd()
          .map(interval -> ofInterval(judge, interval, "95% interval"))
          .orElseGet(() -> new Judged(judge, fd, fd, raw.noInterval()));
    }

    private static Judged ofInterval(String judge, DistanceInterval fd, String what) {
      return new Judged(
          judge,
          fd.estimate(),
          fd.interval().upper(),
          "%s %s to %s"
              .formatted(what, number(fd.interval().lower()), number(fd.interval().upper())));
    }
  }

  private static String unaided(Baseline baseline, double fd) {
    return " " + baseline.sentence() + " " + number(fd) + " away.";
  }

  static boolean isUniform(AuditReport report) {
    double equal = 1.0 / report.space().cellCount();
    for (double share : report.target().shares()) {
      if (Math.abs(share - equal) > 1e-9) {
        return false;
      }
    }
    return true;
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.1f times", ratio);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
