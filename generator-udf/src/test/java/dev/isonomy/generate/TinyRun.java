package dev.isonomy.generate;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.Thresholds;
import dev.isonomy.plan.UnitLayout;
import java.util.Arrays;

/** A mixture and a plan that fit the tiny bundle: a component near each of its six cells. */
public final class TinyRun {
  private TinyRun() {}

  /** Few steps: the tiny denoiser needs no more. */
  public static final SamplingSettings SAMPLING =
      SamplingSettings.of(new Ddim(0), 4, Spacings.of("trailing"));

  /** Six components, so wide that a part of their draws lands in other cells. */
  public static GaussianMixture mixture() {
    double[][] means = {
      {-0.6, -0.8, 0, 0},
      {-0.6, 0, 0, 0},
      {-0.6, 0.8, 0, 0},
      {0.6, -0.8, 0, 0},
      {0.6, 0, 0, 0},
      {0.6, 0.8, 0, 0}
    };
    double[] weights = new double[6];
    Arrays.fill(weights, 1.0 / 6);
    double[][] variances = new double[6][];
    Arrays.fill(variances, new double[] {0.2, 0.1, 1, 1});
    return new GaussianMixture(
        weights, means, Covariance.of(CovarianceType.DIAGONAL, 4, variances));
  }

  /** Component k makes cell k, mostly. */
  public static CellAssociation association() {
    AttributeSpace space = Bundles.tiny().manifest().attributes();
    double[][] p = new double[6][6];
    for (double[] row : p) {
      Arrays.fill(row, 0.05);
    }
    for (int c = 0; c < 6; c++) {
      p[c][c] = 0.75;
    }
    return new CellAssociation(space, p);
  }

  /** A plan of equal cells. */
  public static GenerationPlan plan(long images, int unitSize) {
    CellDistribution uniform = CellDistribution.uniform(association().space());
    Thresholds thresholds = new Thresholds(0.5, 0, 50, ShortfallPolicy.FAIL);
    return GenerationPlan.of(
        11,
        uniform,
        new UnitLayout(uniform.quotas(images), unitSize),
        Rejection.promised(new Start.Code(), association(), mixture().weights(), thresholds));
  }

  /** A unit of such a plan. */
  public static UnitPlan unit(GenerationPlan plan, long unit) {
    return UnitPlan.of(plan.seed(), plan.layout(), plan.rejection().orElseThrow(), unit);
  }

  /** The tiny networks. */
  public static BundleModules modules(int microBatch) {
    return Networks.open(
        Bundles.tiny(),
        ComputeDevice.CPU,
        new ModuleOptions(microBatch, ModuleOptions.DEFAULT_TIMEOUT));
  }
}
