package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final double[] HALVES = {0.5, 0.5};

  @Test
  void agreesWithScikitLearnAndNumpy() {
    JsonObject golden = GoldenFeatures.numbers().getAsJsonObject("confusion");
    long[][] counts =
        golden.getAsJsonArray("counts").asList().stream()
            .map(row -> row.getAsJsonArray().asList().stream())
            .map(row -> row.mapToLong(cell -> cell.getAsLong()).toArray())
            .toArray(long[][]::new);

    double[] corrected =
        ConfusionMatrix.ofCounts(counts).corrected(GoldenFeatures.doubles(golden.get("labelled")));

    assertThat(corrected)
        .containsExactly(GoldenFeatures.doubles(golden.get("corrected")), within(1e-9));
  }

  @Test
  void itsBinaryFormIsCleams() {
    // a_0 = 0.9, a_1 = 0.8, m = 0.62: p_0 = (m - (1 - a_1)) / (a_0 + a_1 - 1)
    ConfusionMatrix confusion = ConfusionMatrix.ofCounts(new long[][] {{90, 10}, {20, 80}});

    double[] corrected = confusion.corrected(new double[] {0.62, 0.38});

    assertThat(corrected[0]).isCloseTo((0.62 - 0.2) / 0.7, within(1e-12));
    assertThat(confusion.accuracy()).isCloseTo(0.85, within(1e-12));
    assertThat(confusion.recall(1)).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void whatWouldBeNegativeIsProjectedToTheSimplex() {
    ConfusionMatrix confusion = ConfusionMatrix.ofCounts(new long[][] {{90, 10}, {20, 80}});

    assertThat(confusion.corrected(new double[] {1, 0})).containsExactly(1, 0);
  }

  @Test
  void aPerfectLabelerLeavesSharesAlone() {
    ConfusionMatrix confusion =
        ConfusionMatrix.ofCounts(new long[][] {{9, 0, 0}, {0, 9, 0}, {0, 0, 9}});

    assertThat(confusion.corrected(new double[] {.2, .3, .5}))
        .containsExactly(new double[] {.2, .3, .5}, within(1e-12));
  }

  @Test
  void labelsThatTellNothingApartAreRefused() {
    ConfusionMatrix confusion = ConfusionMatrix.ofCounts(new long[][] {{5, 5}, {5, 5}});

    assertThatThrownBy(() -> confusion.corrected(HALVES))
        .hasMessage("the labels do not tell the classes apart: the confusion matrix is singular");
    assertThat(correction(new long[] {5, 5}, confusion).balance()).isEmpty();
    assertThat(correction(new long[] {5, 5}, confusion).reason())
        .isEqualTo(
            "not identifiable: the labels do not tell the cells apart (condition number of the"
                + " confusion matrix infinite)");
  }

  @Test
  void aClassThatWasNeverSeenLeavesNothingToCorrect() {
    ConfusionMatrix confusion = ConfusionMatrix.ofCounts(new long[][] {{5, 0}, {0, 0}});

    assertThat(correction(new long[] {5, 5}, confusion).balance()).isEmpty();
    assertThat(correction(new long[] {5, 5}, confusion).conditionNumber()).isEmpty();
  }

  @Test
  void theCorrectedIntervalCoversTheTruthAndKnowsTheSizeOfTheCalibration() {
    // truth .5/.5 seen through a_0 = .9, a_1 = .7 gives .6/.4
    long[] labelled = {6_000, 4_000};
    BootstrappedBalance large = corrected(labelled, 1_000);
    BootstrappedBalance small = corrected(labelled, 5);

    assertThat(large.shares().get(0)).isCloseTo(0.5, within(1e-9));
    assertThat(large.cells().get(0).lower()).isBetween(0.45, 0.49);
    assertThat(large.cells().get(0).upper()).isBetween(0.51, 0.55);
    assertThat(width(small.cells().get(0))).isGreaterThan(3 * width(large.cells().get(0)));
  }

  @Test
  void projectionsAreOnTheSimplexAndKeepItsPoints() {
    double[] projected = Simplex.project(new double[] {0.7, -0.2, 0.9, 0.1});

    assertThat(IntStream.range(0, 4).mapToDouble(i -> projected[i]).sum())
        .isCloseTo(1, within(1e-12));
    assertThat(projected).containsExactly(new double[] {0.4, 0, 0.6, 0}, within(1e-12));
    assertThat(Simplex.project(HALVES)).containsExactly(HALVES, within(1e-15));
  }

  private static BootstrappedBalance corrected(long[] labelled, int scale) {
    ConfusionMatrix confusion =
        ConfusionMatrix.ofCounts(new long[][] {{9L * scale, scale}, {3L * scale, 7L * scale}});
    return correction(labelled, confusion).balance().orElseThrow();
  }

  private static Correction correction(long[] labelled, ConfusionMatrix confusion) {
    return Correction.of(LabelledStrata.drawn(labelled), confusion, HALVES, 1);
  }

  private static double width(Interval interval) {
    return interval.upper() - interval.lower();
  }
}
