package dev.isonomy.audit;

import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import java.util.Locale;

/**
 * The one sentence that a reader takes away.
 *
 * @param balanced whether the judge's FD is below the noise floor
 * @param headline a few words
 * @param text the sentence, with its uncertainty
 */
public record Verdict(boolean balanced, String headline, String text) {
  /** Below this multiple of the noise floor a set is called nearly balanced. */
  private static final double NEARLY = 2;

  /** The verdict on a report. */
  public static Verdict of(AuditReport report) {
    MethodReport audited = report.audited();
    LabelReport judged = audited.judged();
    String judge = audited.auditor().isPresent() ? "an independent auditor" : "its own labels";
    BootstrappedBalance raw = judged.raw();
    double fd = raw.balance().fd();
    double floor = audited.noiseFloor().fd95();
    boolean balanced = fd <= floor;
    String wanted = isUniform(report) ? "equal shares" : "the target";
    String comparison =
        balanced
            ? "as close as %,d images drawn with perfect balance would be (noise floor %s)"
                .formatted(audited.images(), number(floor))
            : "%s of what perfect balance would still show (noise floor %s)"
                .formatted(times(fd / floor), number(floor));
    String unaided =
        report
            .unaided()
            .map(prior -> prior.judged().raw().balance())
            .map(balance -> unaided(balance))
            .orElse("");
    return new Verdict(
        balanced,
        balanced ? "Balanced" : fd <= NEARLY * floor ? "Nearly balanced" : "Not balanced",
        "Judged by %s, the %d cells are %s away from %s (95%% interval %s to %s): %s.%s"
            .formatted(
                judge,
                report.space().cellCount(),
                number(fd),
                wanted,
                number(raw.fd().lower()),
                number(raw.fd().upper()),
                comparison,
                unaided));
  }

  private static String unaided(Balance prior) {
    return " Unaided, the same model is " + number(prior.fd()) + " away.";
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
