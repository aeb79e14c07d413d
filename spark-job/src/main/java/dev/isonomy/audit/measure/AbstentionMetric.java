package dev.isonomy.audit.measure;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import java.util.List;
import java.util.Optional;

/**
 * From how many images of a set the labeler abstained. They are of no cell: the labeler's shares
 * are those of the others.
 */
public final class AbstentionMetric implements Metric {
  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new AbstentionTally());
  }

  @Override
  public AbstentionFinding measure(MeasuredSet set, AuditScope scope) {
    return new AbstentionFinding(set.tally(AbstentionTally.class).abstained, set.images());
  }

  private static final class AbstentionTally implements Tally<AbstentionTally> {
    private static final long serialVersionUID = 1L;

    private long abstained;

    @Override
    public void add(AuditImage image) {
      abstained += image.labeler() == AuditImage.ABSTAINED ? 1 : 0;
    }

    @Override
    public void merge(AbstentionTally other) {
      abstained += other.abstained;
    }
  }

  /**
   * Abstentions of a set.
   *
   * @param abstained from so many images
   * @param images of so many
   */
  public record AbstentionFinding(long abstained, long images) implements Finding {
    private record Json(long abstained) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return Optional.of(new Json(abstained));
    }

    @Override
    public List<MetricColumn> columns() {
      return List.of(
          MetricColumn.of(
              "",
              "abstained",
              Figures.percent((double) abstained / images),
              "the labeler was too unsure of "
                  + Figures.count(abstained)
                  + " of "
                  + Figures.count(images)
                  + " images"));
    }
  }
}
