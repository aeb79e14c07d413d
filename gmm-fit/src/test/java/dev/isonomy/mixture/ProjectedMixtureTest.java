package dev.isonomy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.mixture.fit.MixtureFit;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectedMixtureTest {
  private static final int D = 7;
  private static final double[][] ROWS = GoldenRows.of(300, D, 3, 6, 5);

  private static ProjectedMixture fitted(int components) {
    MatrixKernel kernel = new JavaMatrixKernel();
    List<RowBlock> blocks = RowBlock.blocks(ROWS);
    PrincipalComponents principal = PrincipalComponents.of(Moments.of(blocks, kernel), components);
    List<RowBlock> projected =
        blocks.stream().map(block -> principal.project(block, kernel)).toList();
    GaussianMixture mixture =
        MixtureFit.fit(projected, MixtureSettings.of(3).withCovarianceType(CovarianceType.FULL))
            .mixture();
    return new ProjectedMixture(principal, mixture);
  }

  /** The same mixture without a projection: its means and covariances multiplied out. */
  private static GaussianMixture multipliedOut(ProjectedMixture mixture) {
    int k = mixture.mixture().componentCount();
    double[][] means = new double[k][];
    double[][] covariances = new double[k][];
    for (int c = 0; c < k; c++) {
      means[c] = mixture.mean(c);
      covariances[c] = mixture.covariance(c);
    }
    return new GaussianMixture(
        mixture.mixture().weights(),
        means,
        Covariance.of(CovarianceType.FULL, mixture.dimension(), covariances));
  }

  @Test
  void its_density_is_that_of_the_mixture_multiplied_out() {
    for (int q : new int[] {1, 3, D}) {
      ProjectedMixture mixture = fitted(q);
      GaussianMixture whole = multipliedOut(mixture);
      for (int r = 0; r < 20; r++) {
        assertThat(mixture.logDensity(ROWS[r])).isCloseTo(whole.logDensity(ROWS[r]), within(1e-8));
        double[] a = new double[3];
        double[] b = new double[3];
        mixture.mixture().logResponsibilities(mixture.projection().project(ROWS[r]), a);
        whole.logResponsibilities(ROWS[r], b);
        assertThat(a).containsExactly(b, within(1e-7));
      }
    }
  }

  @Test
  void draws_have_the_component_s_mean_and_covariance_over_the_rows() {
    ProjectedMixture mixture = fitted(2);
    int n = 20_000;
    Moments drawn = Moments.empty(D);
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] =
          mixture.sample(
              1,
              RandomStream.of(3, 0, i, Purpose.LATENT),
              RandomStream.of(3, 0, i, Purpose.RESIDUAL));
    }
    RowBlock.blocks(rows).forEach(block -> drawn.add(block, new JavaMatrixKernel()));

    double largest = drawn.meanVariance();
    assertThat(drawn.mean()).containsExactly(mixture.mean(1), within(0.05 * Math.sqrt(largest)));
    assertThat(drawn.covariance()).containsExactly(mixture.covariance(1), within(0.15 * largest));
  }

  @Test
  void the_fewest_components_that_explain_a_share_are_kept() {
    PrincipalComponents all =
        PrincipalComponents.of(Moments.of(RowBlock.blocks(ROWS), new JavaMatrixKernel()), D);
    double[] variances = all.variances();
    double total = all.totalVariance();

    PrincipalComponents two = all.explaining((variances[0] + (0.5 * variances[1])) / total);

    assertThat(two.count()).isEqualTo(2);
    assertThat(two.totalVariance()).isCloseTo(total, within(1e-9));
    assertThat(two.explainedShare())
        .isCloseTo((variances[0] + variances[1]) / total, within(1e-12));
    assertThat(all.explaining(1)).isEqualTo(all);
    assertThat(all.explaining(1e-9).count()).isEqualTo(1);
    assertThat(two.withResidualOfAtLeast(1e6).residualVariance()).isEqualTo(1e6);
    assertThat(all.withResidualOfAtLeast(1e6)).isEqualTo(all);
  }

  /** Scikit-learn's PCA computes the density of one Gaussian with a residual variance. */
  @Test
  void agrees_with_scikit_learn() throws Exception {
    JsonObject golden;
    try (Reader reader =
        new InputStreamReader(
            getClass().getResourceAsStream("/pca-golden.json"), StandardCharsets.UTF_8)) {
      golden = JsonParser.parseReader(reader).getAsJsonObject();
    }
    Gson gson = new Gson();
    double[][] rows = GoldenRows.of(200, 6, 2, 5, 21);
    PrincipalComponents principal =
        PrincipalComponents.of(Moments.of(RowBlock.blocks(rows), new JavaMatrixKernel()), 3);

    // Scikit-learn divides by n - 1, we by n.
    double[] variances = gson.fromJson(golden.get("variances"), double[].class);
    for (int j = 0; j < 3; j++) {
      variances[j] *= 199.0 / 200;
    }
    assertThat(principal.variances()).containsExactly(variances, within(1e-9));
    assertThat(principal.residualVariance())
        .isCloseTo(golden.get("noiseVariance").getAsDouble() * 199 / 200, within(1e-9));

    double[][] covariance = {new double[9]};
    double[] exact = gson.fromJson(golden.get("variances"), double[].class);
    for (int j = 0; j < 3; j++) {
      covariance[0][j * 4] = exact[j];
    }
    ProjectedMixture theirs =
        new ProjectedMixture(
            new PrincipalComponents(
                principal.mean(),
                principal.components(),
                exact,
                golden.get("noiseVariance").getAsDouble()),
            new GaussianMixture(
                new double[] {1},
                new double[1][3],
                Covariance.of(CovarianceType.FULL, 3, covariance)));
    double[] logDensities = gson.fromJson(golden.get("logDensities"), double[].class);
    for (int r = 0; r < logDensities.length; r++) {
      assertThat(theirs.logDensity(rows[r])).isCloseTo(logDensities[r], within(1e-8));
    }
  }
}
