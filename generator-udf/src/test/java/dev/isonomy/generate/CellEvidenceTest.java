package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.ProjectedMixture;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.ShortfallPolicy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellEvidenceTest {
  /** Weights 1/4 and 3/4, means -1 and 1, standard deviation 2. */
  private static final GaussianMixture MIXTURE =
      new GaussianMixture(
          new double[] {0.25, 0.75},
          new double[][] {{-1}, {1}},
          Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{4}, {4}}));

  private static final double[][] P = {{0.9, 0.2}, {0.1, 0.8}};

  @Test
  void thePurityIsThatOfTheComponentWhateverTheLatent() {
    CellEvidence evidence = new CellEvidence(new MixtureLatents(MIXTURE), P);

    assertThat(evidence.componentPurity(0, 7, 1)).hasValue(0.2);
    assertThat(evidence.componentPurity(1, 0, 1)).hasValue(0.8);
    assertThat(evidence.componentPurity(0, 0, DrawnImage.NO_COMPONENT)).isEmpty();
    assertThat(evidence.ofNoise()).isFalse();
  }

  @Test
  void thePurityOfAPhrasingIsThatOfItsText() {
    double[][] byText = {{0.9, 0.2, 0.3, 0.4}, {0.1, 0.8, 0.7, 0.6}};
    LatentSource two = new PhrasingSource(2, 2);
    CellEvidence evidence = new CellEvidence(two, byText);

    assertThat(evidence.ofNoise()).isTrue();
    assertThat(two.text(1, 0)).as("after two prompts and the first one's phrasings").isEqualTo(4);
    assertThat(evidence.componentPurity(0, two.text(1, 0), 0)).hasValue(0.3);
    assertThat(evidence.componentPurity(1, two.text(0, 1), 1)).hasValue(0.8);
    assertThat(evidence.latentPosterior(0, KeptDraw.NO_LATENT)).isEmpty();
  }

  /** By Bayes' rule: P(0 | x) = 1 / (1 + 3 exp(x / 2)), as the log density ratio is x / 2. */
  @Test
  void thePosteriorWeighsThePuritiesByWhatTheLatentSaysOfTheComponents() {
    CellEvidence evidence = new CellEvidence(new MixtureLatents(MIXTURE), P);
    for (float x : new float[] {-40, -3, 0, 0.5f, 3, 40}) {
      double first = 1 / (1 + 3 * Math.exp(x / 2));

      assertThat(evidence.latentPosterior(0, new float[] {x}).getAsDouble())
          .isCloseTo(0.9 * first + 0.2 * (1 - first), within(1e-12));
      assertThat(
              evidence.latentPosterior(0, new float[] {x}).getAsDouble()
                  + evidence.latentPosterior(1, new float[] {x}).getAsDouble())
          .isCloseTo(1, within(1e-12));
    }
    assertThat(evidence.latentPosterior(0, KeptDraw.NO_LATENT)).isEmpty();
  }

  @Test
  void whatAProjectionDropsSaysNothing() {
    PrincipalComponents second =
        new PrincipalComponents(
            new double[] {10, 0, 30}, new double[][] {{0, 1, 0}}, new double[] {4}, 0.25);
    CellEvidence projected =
        new CellEvidence(new MixtureLatents(new ProjectedMixture(second, MIXTURE)), P);
    CellEvidence plain = new CellEvidence(new MixtureLatents(MIXTURE), P);

    assertThat(projected.latentPosterior(1, new float[] {-7, 0.5f, 99}).getAsDouble())
        .isCloseTo(plain.latentPosterior(1, new float[] {0.5f}).getAsDouble(), within(1e-12));
  }

  @Test
  void aKeptDrawCarriesTheCodeThatItWasDrawnFrom() {
    GenerationPlan plan = TinyRun.plan(12, 12);
    MixtureLatents source = new MixtureLatents(TinyRun.mixture());
    List<KeptDraw> kept = kept(Bundles.tiny(), source, plan);

    assertThat(kept).hasSize(12);
    for (KeptDraw draw : kept) {
      float[] drawn = new float[source.dimension()];
      source.draw(
          draw.component(),
          DrawKey.ofCell(draw.runSeed(), draw.unit(), draw.label().cell(), draw.draw()),
          drawn);
      assertThat(draw.latent()).isEqualTo(drawn);
    }
  }

  private static List<KeptDraw> kept(ModelBundle bundle, LatentSource source, GenerationPlan plan) {
    List<KeptDraw> kept = new ArrayList<>();
    try (BundleModules modules = Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
      new UnitGenerator(
              new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE),
              source,
              new UnitSettings(16, 16, 0, 50, ShortfallPolicy.FAIL),
              GenerationListener.NONE)
          .generate(TinyRun.unit(plan, 0), kept::add);
    }
    return kept;
  }
}
