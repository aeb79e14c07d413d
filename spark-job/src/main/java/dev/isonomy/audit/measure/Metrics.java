package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.Metric;
import java.util.List;

/** The metrics of an audit. Their order is that of {@code audit.json} and of the page. */
public final class Metrics {
  private Metrics() {}

  /** Fresh metrics: what every audit measures. */
  public static List<Metric> standard() {
    return List.of(
        new BalanceMetric(),
        new FrechetMetric(),
        new KernelMetric(),
        new NeighbourMetric(),
        new DuplicateMetric(),
        new MemorizationMetric(),
        new ConfidenceMetric(),
        new AgreementMetric(),
        new LabelledTest(),
        new UnaidedTest(),
        new CoverageMetric());
  }
}
