package dev.isonomy.audit.metric;

import java.util.List;

/**
 * One thing that the audit measures of every set. A metric names the tallies that it needs, which
 * see each image once, on executors; afterwards, on the driver, it turns them into a {@link
 * Finding}, which reports itself to {@code audit.json} and to the page.
 *
 * <p>A new metric is one class that implements this interface, a line in {@code
 * dev.isonomy.audit.measure.Metrics} and a test. Metrics live for one audit, so they may keep what
 * several sets need.
 */
public interface Metric {
  /**
   * Fresh tallies. Metrics that return tallies of the same class share one, so that nothing is
   * gathered twice; such as the sample of features, {@link RowSample}.
   *
   * @param size how large tallies may be
   * @return the tallies; none for a metric that only combines what others gather
   */
  List<Tally<?>> tallies(TallySize size);

  /** Whether a tally reads pixels; if no metric does, sets that are kept in memory drop them. */
  default boolean seesPixels() {
    return false;
  }

  /**
   * Measures one set.
   *
   * @param set the audited set, a set drawn by another method, or counts alone
   * @param scope what the set is measured against
   * @return what was found; {@link Finding#NOTHING} where there is nothing to say
   */
  Finding measure(MeasuredSet set, AuditScope scope);
}
