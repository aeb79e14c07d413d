package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.LowRankCovariance;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.RowBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The E-step of every kind of covariance against its definition, row by row. */
class ExpectationTest {
  private static final int D = 5;
  private static final int K = 3;
  private static final int RANK = 2;
  private static final double[][] ROWS = GoldenRows.of(401, D, K, 3, 8);
  private static final double[] CENTRE = {0.1, -0.2, 0.3, 0, 0.5};

  private static GaussianMixture mixture(CovarianceType type) {
    double[][] parameters = new double[type == CovarianceType.TIED ? 1 : K][];
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] = parameters(type, 0.3 + (0.2 * k));
    }
    double[][] means = {ROWS[0], ROWS[1], ROWS[2]};
    return new GaussianMixture(
        new double[] {0.2, 0.5, 0.3}, means, Covariance.of(type, D, parameters));
  }

  private static double[] parameters(CovarianceType type, double size) {
    double[] parameters =
        new double
            [switch (type) {
              case TIED, FULL -> D * D;
              case DIAGONAL -> D;
              case SPHERICAL -> 1;
              case LOW_RANK -> D * (RANK + 1);
            }];
    for (int at = 0; at < parameters.length; at++) {
      parameters[at] =
          switch (type) {
            case TIED, FULL -> size * Math.pow(0.4, Math.abs((at / D) - (at % D)));
            case DIAGONAL, SPHERICAL -> size + (0.1 * at);
            case LOW_RANK -> size / (1 + (at % 4));
          };
    }
    return parameters;
  }

  /** The second moments of one row that the M-step of a kind needs, without the share. */
  private static double[] secondMoments(GaussianMixture mixture, int k, double[] x) {
    return switch (mixture.covariance().type()) {
      case TIED -> new double[0];
      case FULL -> {
        double[] packed = new double[PackedSymmetric.length(D)];
        PackedSymmetric.addOuter(D, 1, x, 0, packed);
        yield packed;
      }
      case DIAGONAL -> Arrays.stream(x).map(each -> each * each).toArray();
      case SPHERICAL -> new double[] {Arrays.stream(x).map(each -> each * each).sum()};
      case LOW_RANK -> {
        double[] c = ((LowRankCovariance) mixture.covariance()).whitened(k);
        double[] second = new double[D * (1 + RANK)];
        for (int i = 0; i < D; i++) {
          second[i] = x[i] * x[i];
          for (int a = 0; a < RANK; a++) {
            for (int j = 0; j < D; j++) {
              second[D + (a * D) + i] += c[(a * D) + j] * x[j] * x[i];
            }
          }
        }
        yield second;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void sums_are_the_definition_s_of_every_kind(CovarianceType type) {
    GaussianMixture mixture = mixture(type);
    double[] weights = new double[K];
    double[] first = new double[K * D];
    double[][] second = new double[K][];
    double[] scatter = new double[PackedSymmetric.length(D)];
    for (double[] row : ROWS) {
      double[] x = row.clone();
      Arrays.setAll(x, i -> x[i] - CENTRE[i]);
      PackedSymmetric.addOuter(D, 1, x, 0, scatter);
      double[] log = new double[K];
      mixture.logResponsibilities(row, log);
      for (int k = 0; k < K; k++) {
        double share = Math.exp(log[k]);
        weights[k] += share;
        double[] moments = secondMoments(mixture, k, x);
        second[k] = second[k] == null ? new double[moments.length] : second[k];
        for (int i = 0; i < D; i++) {
          first[(k * D) + i] += share * x[i];
        }
        for (int at = 0; at < moments.length; at++) {
          second[k][at] += share * moments[at];
        }
      }
    }

    Accumulator sum = Responsibilities.of(mixture, CENTRE).accumulator(MatrixKernels.fastest());
    RowBlock.blocks(ROWS).forEach(sum::add);
    SufficientStatistics statistics = sum.finish();
    statistics.findRest(scatter);

    assertThat(statistics.rows()).isEqualTo(ROWS.length);
    assertThat(statistics.weights()).containsExactly(weights, within(1e-8));
    assertThat(statistics.first()).containsExactly(first, within(1e-8));
    for (int k = 0; k < K; k++) {
      assertThat(statistics.second(k))
          .as("component %s", k)
          .containsExactly(second[k], within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void log_joint_densities_are_the_mixture_s_but_for_what_components_share(CovarianceType type) {
    GaussianMixture mixture = mixture(type);
    Expectation expectation = Expectation.of(mixture, CENTRE);
    for (double[] row : ROWS) {
      double[] x = row.clone();
      Arrays.setAll(x, i -> x[i] - CENTRE[i]);
      double norm = Arrays.stream(x).map(each -> each * each).sum();
      double[] log = new double[K];
      double density = mixture.logResponsibilities(row, log);
      double shared = log[0] + density - expectation.logJoint(0, x, norm);
      for (int k = 1; k < K; k++) {
        assertThat(log[k] + density - expectation.logJoint(k, x, norm))
            .isCloseTo(shared, within(1e-9));
      }
      if (type != CovarianceType.TIED) {
        assertThat(shared).isCloseTo(0, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CovarianceType.class)
  void an_e_step_that_was_sent_gives_the_same_responsibilities(CovarianceType type)
      throws Exception {
    Responsibilities step = Responsibilities.of(mixture(type), CENTRE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(step);
    }
    Responsibilities sent;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      sent = (Responsibilities) in.readObject();
    }

    assertThat(sent.mixture()).isNull();
    assertThat(sent.of(RowBlock.of(ROWS), new JavaMatrixKernel()))
        .isDeepEqualTo(step.of(RowBlock.of(ROWS), new JavaMatrixKernel()));
    assertThat(sent.emptyStatistics().bytes()).isEqualTo(step.emptyStatistics().bytes());
  }
}
