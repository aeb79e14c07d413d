package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private final JsonObject golden = GoldenFeatures.numbers();
  private final float[][] x = GoldenFeatures.rows(60, 6, 1);
  private final float[][] y = GoldenFeatures.rows(60, 6, 2, 1.2, 0.05);

  @Test
  void theKernelDistanceAgreesWithTorchFidelity() {
    assertThat(KernelDistance.between(x, y).distance())
        .isCloseTo(golden.get("kid").getAsDouble(), within(1e-9));
  }

  @Test
  void theKernelDistanceOfOneDistributionIsAroundZeroAndOfTwoIsNot() {
    KernelDistance same = KernelDistance.between(x, GoldenFeatures.rows(90, 6, 10));
    KernelDistance far = KernelDistance.between(x, GoldenFeatures.rows(90, 6, 11, 1, 1));

    assertThat(same.interval().lower()).isLessThan(0);
    assertThat(same.interval().upper()).isGreaterThan(0);
    assertThat(far.interval().lower()).isGreaterThan(1);
  }

  @Test
  void precisionRecallDensityAndCoverageAgreeWithPrdc() {
    NeighbourQuality quality = NeighbourQuality.between(x, y, NeighbourQuality.NEIGHBOURS);
    JsonObject prdc = golden.getAsJsonObject("prdc");

    assertThat(quality.precision()).isCloseTo(prdc.get("precision").getAsDouble(), within(1e-12));
    assertThat(quality.recall()).isCloseTo(prdc.get("recall").getAsDouble(), within(1e-12));
    assertThat(quality.density()).isCloseTo(prdc.get("density").getAsDouble(), within(1e-12));
    assertThat(quality.coverage()).isCloseTo(prdc.get("coverage").getAsDouble(), within(1e-12));
  }

  @Test
  void neighboursNeedMoreRowsThanTheyAreMany() {
    assertThatThrownBy(() -> NeighbourQuality.between(new float[5][2], y, 5))
        .hasMessage("neighbours need more than k = 5 rows but there are 5");
  }

  @Test
  void nearDuplicatesAgreeWithScikitLearnsGraph() {
    JsonObject expected = golden.getAsJsonObject("near_duplicates");
    NearDuplicates found = NearDuplicates.within(x, expected.get("threshold").getAsDouble());

    assertThat(found.pairs()).isEqualTo(expected.get("pairs").getAsLong());
    assertThat(found.clusters()).isEqualTo(expected.get("clusters").getAsInt());
    assertThat(found.images()).isEqualTo(expected.get("rows").getAsInt());
    assertThat(found.largestCluster()).isEqualTo(expected.get("largest").getAsInt());
    assertThat(NearDuplicates.nearestDistanceQuantile(x, 0.1))
        .isCloseTo(expected.get("nearest_q10").getAsDouble(), within(1e-6));
  }

  @Test
  void aCopyIsFoundAndDistinctRowsAreNot() {
    float[][] rows = {{0, 0}, {5, 5}, {0, 0}, {9, 9}};

    assertThat(NearDuplicates.within(rows, 1e-3)).isEqualTo(new NearDuplicates(1e-3, 1, 1, 2, 2));
    assertThat(NearDuplicates.within(new float[][] {{0, 0}, {1, 0}}, 0.5).clusters()).isZero();
    assertThat(NearDuplicates.within(rows, 0).images()).isEqualTo(2);
    assertThat(NearDuplicates.nearestDistanceQuantile(rows, 0))
        .isCloseTo(Math.sqrt(32), within(1e-9));
    assertThat(NearDuplicates.nearestDistanceQuantile(new float[][] {{1}, {1}}, 0.5)).isZero();
    assertThat(NearDuplicates.nearestDistances(rows, new float[][] {{0, 4}}))
        .containsExactly(new double[] {4, Math.sqrt(26), 4, Math.sqrt(106)}, within(1e-9));
  }

  @Test
  void copiesOfRealRowsArePreciseAndCoverThem() {
    float[][] same = new float[20][6];

    assertThat(NeighbourQuality.between(same, same, 5).precision()).isEqualTo(1);
    assertThat(NeighbourQuality.between(same, same, 5).coverage()).isEqualTo(1);
    assertThat(KernelDistance.between(same, same.clone()).distance()).isZero();
  }

  @Test
  void nearestDistancesAreExactHoweverTheRowsAreCut() {
    NearestDistances first = new NearestDistances(x.length).pass(x, y, 7);
    NearestDistances second = new NearestDistances(x.length);
    for (int row = y.length - 1; row >= 7; row--) {
      second.pass(x, new float[][] {y[row], null}, 1);
    }

    assertThat(second.merge(first).distances())
        .containsExactly(NearDuplicates.nearestDistances(x, y), within(1e-12));
    assertThat(new NearestDistances(1).distances()).containsExactly(Double.POSITIVE_INFINITY);
  }
}
