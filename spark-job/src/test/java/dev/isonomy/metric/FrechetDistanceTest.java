package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  @Test
  void agreesWithTheFormulaOverScipysMatrixSquareRoot() {
    for (JsonElement each : GoldenFeatures.numbers().getAsJsonArray("fid")) {
      JsonObject golden = each.getAsJsonObject();
      int d = golden.get("d").getAsInt();
      FeatureMoments real =
          GoldenFeatures.moments(GoldenFeatures.rows(golden.get("n").getAsInt(), d, 3));
      FeatureMoments generated =
          GoldenFeatures.moments(GoldenFeatures.rows(golden.get("m").getAsInt(), d, 4, 1.3, 0.1));

      assertThat(FrechetDistance.to(real).from(generated))
          .as("d = %d", d)
          .isCloseTo(golden.get("distance").getAsDouble(), Percentage.withPercentage(1e-4));
      if (!golden.get("torch_fidelity").isJsonNull()) {
        assertThat(FrechetDistance.to(real).from(generated))
            .isCloseTo(golden.get("torch_fidelity").getAsDouble(), Percentage.withPercentage(1e-4));
      }
    }
  }

  @Test
  void ofOneDimensionHasAClosedForm() {
    FeatureMoments a = GoldenFeatures.moments(new float[][] {{-1}, {1}});
    FeatureMoments b = GoldenFeatures.moments(new float[][] {{0}, {6}});

    // variances 2 and 18: (0 - 3)^2 + (sqrt 18 - sqrt 2)^2
    assertThat(FrechetDistance.to(a).from(b)).isCloseTo(9 + 8, within(1e-9));
  }

  @Test
  void toItselfIsZeroEvenWithASingularCovariance() {
    FeatureMoments few = GoldenFeatures.moments(GoldenFeatures.rows(8, 32, 5));

    assertThat(FrechetDistance.to(few).from(few)).isCloseTo(0, within(1e-6));
  }

  @Test
  void isSymmetric() {
    FeatureMoments a = GoldenFeatures.moments(GoldenFeatures.rows(50, 8, 6));
    FeatureMoments b = GoldenFeatures.moments(GoldenFeatures.rows(60, 8, 7, 2, 0.3));

    assertThat(FrechetDistance.to(a).from(b))
        .isCloseTo(FrechetDistance.to(b).from(a), within(1e-10));
  }

  @Test
  void momentsDoNotDependOnHowRowsAreSplit() {
    float[][] rows = GoldenFeatures.rows(100, 5, 8, 1, 1_000);
    FeatureMoments whole = GoldenFeatures.moments(rows);
    FeatureMoments merged = new FeatureMoments(5);
    for (int from = 0; from < 100; from += 20) {
      merged.merge(GoldenFeatures.moments(Arrays.copyOfRange(rows, from, from + 20)));
    }
    merged.merge(new FeatureMoments(5));

    assertThat(merged.count()).isEqualTo(100);
    assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-9));
    for (int i = 0; i < 5; i++) {
      assertThat(merged.covariance()[i]).containsExactly(whole.covariance()[i], within(1e-9));
    }
  }

  @Test
  void featuresThatAreNotNumbersAreRefused() {
    FeatureMoments moments = new FeatureMoments(2);

    assertThatThrownBy(() -> moments.add(new float[] {1, Float.NaN}))
        .hasMessage("feature 1 must be finite but was NaN");
    assertThatThrownBy(() -> moments.add(new float[] {1}))
        .hasMessage("features must have 2 numbers but have 1");
  }

  @Test
  void theJackknifeTakesTheBiasOfBothSmallSetsBack() {
    double biased = 0;
    double corrected = 0;
    for (int set = 0; set < 20; set++) {
      FoldedMoments.Estimate estimate = compared(16, set, 300, 250, 0);
      biased += estimate.distance() / 20;
      corrected += estimate.corrected().orElseThrow().estimate() / 20;
    }

    assertThat(biased).isGreaterThan(0.4);
    assertThat(Math.abs(corrected)).isLessThan(0.05);
  }

  @Test
  void theIntervalHoldsItsEstimateAndCoversAKnownDistance() {
    for (int[] sizes : new int[][] {{8, 100, 100}, {8, 400, 100}, {32, 200, 100}}) {
      for (double shift : new double[] {0, 0.5, 2}) {
        int covered = 0;
        for (int set = 0; set < 100; set++) {
          FoldedMoments.Corrected estimate =
              compared(sizes[0], 1_000 + set, sizes[1], sizes[2], shift).corrected().orElseThrow();
          Interval interval = estimate.interval();
          assertThat(estimate.estimate()).isBetween(interval.lower(), interval.upper());
          double truth = shift * shift;
          covered += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
        }
        // 95 within two and a half standard errors of 100 simulations; a null distance more often
        assertThat(covered).as("%s at %s", Arrays.toString(sizes), shift).isGreaterThan(89);
      }
    }
  }

  @Test
  void fewImagesPerDimensionHaveADistanceWithoutAnInterval() {
    FoldedMoments.Estimate estimate = compared(64, 1, 300, 100, 0);

    assertThat(estimate.distance()).isGreaterThan(10);
    assertThat(estimate.corrected()).isEmpty();
    assertThat(estimate.noInterval())
        .startsWith("no interval: 100 images are too few for features that spread in 6");
    assertThat(FrechetFloor.simulate(gaussian(64, 2, 300, 0).all(), 100, 1)).isEmpty();
  }

  /** Sets of unit Gaussians whose squared distance is shift^2. */
  private static FoldedMoments.Estimate compared(
      int dimension, int seed, int real, int generated, double shift) {
    return gaussian(dimension, 2 * seed, generated, shift)
        .distanceTo(FoldedReference.of(gaussian(dimension, 2 * seed + 1, real, 0)));
  }

  private static FoldedMoments gaussian(int dimension, int seed, int rows, double shift) {
    FoldedMoments moments = new FoldedMoments(dimension);
    float[] row = new float[dimension];
    RandomStream random = RandomStream.of(seed, 0, 0, Purpose.LATENT);
    for (int i = 0; i < rows; i++) {
      random.fillGaussian(row);
      row[0] += (float) shift;
      moments.add(row, i);
    }
    return moments;
  }

  @Test
  void aSetFromTheReferencesOwnDistributionStaysBelowTheFloorAndAShiftedOneDoesNot() {
    FoldedMoments reference = gaussian(8, 5, 600, 0);
    double floor = FrechetFloor.simulate(reference.all(), 400, 1).orElseThrow().distance95();
    double largerSets =
        FrechetFloor.simulate(moreRows(reference.all()), 6_400, 1).orElseThrow().distance95();
    int below = 0;
    for (int set = 0; set < 20; set++) {
      below += corrected(reference, 100 + set, 400, 0) <= floor ? 1 : 0;
    }

    assertThat(below).isGreaterThanOrEqualTo(15);
    assertThat(corrected(reference, 7, 400, 1)).isGreaterThan(2 * floor);
    assertThat(largerSets).isLessThan(floor / 4);
    assertThat(FrechetFloor.simulate(new FeatureMoments(300), 400, 1)).isEmpty();
  }

  private static FeatureMoments moreRows(FeatureMoments few) {
    FeatureMoments many = new FeatureMoments(few.dimension());
    for (int i = 0; i < 16; i++) {
      many.merge(few);
    }
    return many;
  }

  private static double corrected(FoldedMoments reference, int seed, int rows, double shift) {
    return gaussian(8, seed, rows, shift)
        .distanceTo(FoldedReference.of(reference))
        .corrected()
        .orElseThrow()
        .estimate();
  }

  @Test
  void identicalImagesHaveADistanceWithoutAnInterval() {
    FoldedMoments same = new FoldedMoments(4);
    for (int i = 0; i < 60; i++) {
      same.add(new float[] {1, 2, 3, 4}, 77); // equal features have equal hashes
    }
    FoldedMoments reference = gaussian(4, 1, 60, 0);

    FoldedMoments.Estimate toOthers = same.distanceTo(FoldedReference.of(reference));
    FoldedMoments.Estimate fromOthers = reference.distanceTo(FoldedReference.of(same));

    assertThat(toOthers.distance()).isGreaterThan(20).isFinite();
    assertThat(toOthers.corrected()).isEmpty();
    assertThat(toOthers.noInterval())
        .isEqualTo("no interval: 60 of 60 images are alike or too few to divide");
    assertThat(fromOthers.noInterval()).endsWith("(the reference)");
    assertThat(same.distanceTo(FoldedReference.of(same)).distance()).isZero();
  }

  @Test
  void aConstantFeatureAndFewerImagesThanFeaturesAreNoTrouble() {
    FoldedMoments few = new FoldedMoments(32);
    FoldedMoments others = new FoldedMoments(32);
    float[] row = new float[32];
    RandomStream random = RandomStream.of(3, 0, 0, Purpose.LATENT);
    for (int i = 0; i < 40; i++) {
      random.fillGaussian(row);
      row[5] = 1e-30f;
      row[6] = 1e20f;
      (i % 2 == 0 ? few : others).add(row, i / 2);
    }

    FoldedMoments.Estimate estimate = few.distanceTo(FoldedReference.of(others));

    assertThat(estimate.distance()).isFinite().isNotNegative();
    assertThat(estimate.noInterval()).startsWith("no interval: 20 images are too few");
    assertThat(FrechetFloor.simulate(few.all(), 20, 1)).isEmpty();
  }

  @Test
  void thePrincipalPlaneKeepsTheLargestSpread() {
    double[][] points = {{9, 0, 1}, {-9, 0, 1}, {0, 4, 1}, {0, -4, 1}};
    PrincipalPlane plane = PrincipalPlane.of(points, new double[] {1, 1, 1, 1});

    assertThat(plane.x(points[0])).isCloseTo(9, within(1e-9));
    assertThat(plane.y(points[3])).isCloseTo(-4, within(1e-9));
    assertThat(plane.y(points[0])).isCloseTo(0, within(1e-9));
  }
}
