package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.LabelTally;
import dev.isonomy.audit.metric.RowSample;
import dev.isonomy.audit.metric.SetTally;
import dev.isonomy.audit.metric.TallySize;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetTallyTest {
  private static final TallySize SIZE = new TallySize(4, 30);

  private static SetTally tally(List<AuditImage> images) {
    SetTally tally = SetTally.of(Metrics.standard(), SIZE);
    images.forEach(tally::add);
    return tally;
  }

  @Test
  void partitionsInAnyOrderGiveTheTallyOfTheWhole() {
    List<AuditImage> images = AuditImages.gaussian(1, 101, 0);
    SetTally whole = tally(images);

    SetTally merged =
        tally(List.of())
            .merge(tally(images.subList(60, 101)))
            .merge(tally(List.of()))
            .merge(tally(images.subList(0, 60)));

    assertThat(merged.images()).isEqualTo(101);
    assertThat(merged.tally(LabelTally.class).labeler())
        .isEqualTo(whole.tally(LabelTally.class).labeler())
        .containsExactly(26, 25, 25, 25);
    assertThat(merged.tally(RowSample.class).rows())
        .isDeepEqualTo(whole.tally(RowSample.class).rows());
    assertThat(merged.tally(MomentsTally.class).moments().orElseThrow().count()).isEqualTo(101);
  }

  @Test
  void metricsWithTalliesOfOneClassShareOne() {
    SetTally tally = SetTally.of(List.of(new KernelMetric(), new NeighbourMetric()), SIZE);
    AuditImages.gaussian(1, 10, 0).forEach(tally::add);

    assertThat(tally.tally(RowSample.class).size()).isEqualTo(10);
  }

  @Test
  void aTallyThatNoMetricNamesIsAnError() {
    SetTally tally = SetTally.of(List.of(new KernelMetric()), SIZE);

    assertThatThrownBy(() -> tally.tally(LabelTally.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("LabelTally must be among the tallies of the metric that reads it");
  }

  @Test
  void theSampleIsOfTheImagesAndNotOfTheirOrder() {
    List<AuditImage> images = AuditImages.gaussian(2, 200, 0);
    List<AuditImage> reversed =
        IntStream.range(0, images.size()).mapToObj(i -> images.get(images.size() - 1 - i)).toList();

    float[][] rows = tally(images).tally(RowSample.class).rows();

    assertThat(rows).hasNumberOfRows(30);
    assertThat(tally(reversed).tally(RowSample.class).rows()).isDeepEqualTo(rows);
  }

  @Test
  void rowsAreFiledUnderTheTruthAndElseUnderTheLabel() {
    RowSample sample = new RowSample(10);
    sample.add(AuditImages.image(3, 1, 1, 1f));
    sample.add(AuditImages.image(AuditImage.UNKNOWN, 1, 2, 2f));
    sample.add(AuditImages.image(AuditImage.UNKNOWN, AuditImage.UNKNOWN, 2, 3f));
    sample.add(AuditImages.image(0, 0, 0)); // without features

    float[][][] rows = sample.rowsByCell(4);

    assertThat(sample.size()).isEqualTo(3);
    assertThat(rows[0]).isEmpty();
    assertThat(rows[1]).isDeepEqualTo(new float[][] {{2}});
    assertThat(rows[2]).isDeepEqualTo(new float[][] {{3}});
    assertThat(rows[3]).isDeepEqualTo(new float[][] {{1}});
    assertThat(sample.labelledRowsByCell(4)[1]).isEmpty();
  }
}
