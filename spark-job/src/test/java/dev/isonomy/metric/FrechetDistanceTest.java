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
    for (JsonElement each : GoldenRows.numbers().getAsJsonArray("fid")) {
      JsonObject golden = each.getAsJsonObject();
      int d = golden.get("d").getAsInt();
      FeatureMoments real = GoldenRows.moments(GoldenRows.rows(golden.get("n").getAsInt(), d, 3));
      FeatureMoments generated =
          GoldenRows.moments(GoldenRows.rows(golden.get("m").getAsInt(), d, 4, 1.3, 0.1));

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
    FeatureMoments a = GoldenRows.moments(new float[][] {{-1}, {1}});
    FeatureMoments b = GoldenRows.moments(new float[][] {{0}, {6}});

    // variances 2 and 18: (0 - 3)^2 + (sqrt 18 - sqrt 2)^2
    assertThat(FrechetDistance.to(a).from(b)).isCloseTo(9 + 8, within(1e-9));
  }

  @Test
  void toItselfIsZeroEvenWithASingularCovariance() {
    FeatureMoments few = GoldenRows.moments(GoldenRows.rows(8, 32, 5));

    assertThat(FrechetDistance.to(few).from(few)).isCloseTo(0, within(1e-6));
  }

  @Test
  void isSymmetric() {
    FeatureMoments a = GoldenRows.moments(GoldenRows.rows(50, 8, 6));
    FeatureMoments b = GoldenRows.moments(GoldenRows.rows(60, 8, 7, 2, 0.3));

    assertThat(FrechetDistance.to(a).from(b))
        .isCloseTo(FrechetDistance.to(b).from(a), within(1e-10));
  }

  @Test
  void momentsDoNotDependOnHowRowsAreSplit() {
    float[][] rows = GoldenRows.rows(100, 5, 8, 1, 1_000);
    FeatureMoments whole = GoldenRows.moments(rows);
    FeatureMoments merged = new FeatureMoments(5);
    for (int from = 0; from < 100; from += 20) {
      merged.merge(GoldenRows.moments(Arrays.copyOfRange(rows, from, from + 20)));
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
  void theJackknifeTakesTheBiasOfSmallSetsBack() {
    FeatureMoments reference = new FeatureMoments(16);
    addGaussian(reference, 1, 20_000);
    FrechetDistance distance = FrechetDistance.to(reference);
    FoldedMoments small = new FoldedMoments(16);
    float[] row = new float[16];
    RandomStream random = RandomStream.of(2, 0, 0, Purpose.LATENT);
    for (int i = 0; i < 300; i++) {
      random.fillGaussian(row);
      small.add(row, i);
    }

    FoldedMoments.Estimate estimate = small.distanceTo(distance);

    assertThat(estimate.distance()).isGreaterThan(0.2);
    assertThat(Math.abs(estimate.corrected())).isLessThan(0.1);
    assertThat(estimate.interval().lower()).isLessThan(0.02);
    assertThat(small.all().count()).isEqualTo(300);
  }

  @Test
  void aSetFromTheReferencesOwnDistributionStaysBelowTheFloorAndAShiftedOneDoesNot() {
    FeatureMoments reference = new FeatureMoments(8);
    addGaussian(reference, 5, 600);
    double floor = FrechetFloor.simulate(reference, 400, 1).orElseThrow().distance95();
    double largerSets =
        FrechetFloor.simulate(moreRows(reference), 6_400, 1).orElseThrow().distance95();
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

  private static double corrected(FeatureMoments reference, int seed, int rows, double shift) {
    FoldedMoments set = new FoldedMoments(reference.dimension());
    float[] row = new float[reference.dimension()];
    RandomStream random = RandomStream.of(seed, 0, 0, Purpose.LATENT);
    for (int i = 0; i < rows; i++) {
      random.fillGaussian(row);
      row[0] += (float) shift;
      set.add(row, i);
    }
    return set.distanceTo(FrechetDistance.to(reference)).corrected();
  }

  @Test
  void eigenvectorsRebuildTheMatrix() {
    for (int d : new int[] {1, 2, 7, 40}) {
      double[][] matrix = GoldenRows.moments(GoldenRows.rows(60, d, d)).covariance();
      SymmetricEigen eigen = SymmetricEigen.of(matrix);
      assertThat(eigen.values()).isSorted();
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          double rebuilt = 0;
          for (int k = 0; k < d; k++) {
            rebuilt += eigen.vectors()[i][k] * eigen.values()[k] * eigen.vectors()[j][k];
          }
          assertThat(rebuilt).isCloseTo(matrix[i][j], within(1e-12));
        }
      }
    }
  }

  @Test
  void thePrincipalPlaneKeepsTheLargestSpread() {
    double[][] points = {{9, 0, 1}, {-9, 0, 1}, {0, 4, 1}, {0, -4, 1}};
    PrincipalPlane plane = PrincipalPlane.of(points, new double[] {1, 1, 1, 1});

    assertThat(plane.x(points[0])).isCloseTo(9, within(1e-9));
    assertThat(plane.y(points[3])).isCloseTo(-4, within(1e-9));
    assertThat(plane.y(points[0])).isCloseTo(0, within(1e-9));
  }

  private static void addGaussian(FeatureMoments moments, int seed, int rows) {
    RandomStream random = RandomStream.of(seed, 0, 0, Purpose.LATENT);
    float[] row = new float[moments.dimension()];
    for (int i = 0; i < rows; i++) {
      random.fillGaussian(row);
      moments.add(row);
    }
  }
}
