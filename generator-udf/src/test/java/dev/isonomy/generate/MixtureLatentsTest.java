package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.projection.PrincipalComponents;
import org.junit.jupiter.api.Test;

class MixtureLatentsTest {
  private static final int DRAWS = 4_000;

  /** One component N(3, 4) along the second of three coordinates; the others have variance 0.25. */
  private static MixtureLatents projected() {
    PrincipalComponents second =
        new PrincipalComponents(
            new double[] {10, 20, 30}, new double[][] {{0, 1, 0}}, new double[] {4}, 0.25);
    GaussianMixture along =
        new GaussianMixture(
            new double[] {1},
            new double[][] {{3}},
            Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{4}}));
    return new MixtureLatents(new ProjectedMixture(second, along));
  }

  @Test
  void latentsAreDrawnInTheirOwnSpaceWithWhatTheProjectionDropped() {
    MixtureLatents source = projected();
    double[] mean = new double[3];
    double[] square = new double[3];
    float[] latent = new float[3];
    for (int i = 0; i < DRAWS; i++) {
      source.draw(0, new DrawKey(1, 2, i), latent);
      for (int j = 0; j < 3; j++) {
        mean[j] += latent[j] / DRAWS;
        square[j] += latent[j] * (double) latent[j] / DRAWS;
      }
    }
    assertThat(source.dimension()).isEqualTo(3);
    assertThat(source.componentCount()).isEqualTo(1);
    assertThat(mean).containsExactly(new double[] {10, 23, 30}, within(0.1));
    for (int j = 0; j < 3; j++) {
      double expected = j == 1 ? 4 : 0.25;
      assertThat(square[j] - (mean[j] * mean[j])).isCloseTo(expected, within(0.1 * expected));
    }
  }

  @Test
  void aDrawDependsOnItsKeyAlone() {
    float[] one = new float[3];
    float[] other = new float[3];
    projected().draw(0, new DrawKey(1, 2, 5), one);
    projected().draw(0, new DrawKey(1, 2, 6), other);
    assertThat(other).isNotEqualTo(one);
    projected().draw(0, new DrawKey(1, 2, 5), other);
    assertThat(other).isEqualTo(one);
  }
}
