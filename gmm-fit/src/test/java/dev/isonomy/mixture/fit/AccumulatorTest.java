package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.isonomy.linalg.PackedSymmetric;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernelTest;
import dev.isonomy.mixture.kernel.MatrixKernels;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The blocked sums against one row at a time, which skips nothing. */
class AccumulatorTest {
  private static final int COMPONENTS = 3;

  static Stream<MatrixKernel> kernels() {
    return MatrixKernelTest.kernels();
  }

  /** Components that overlap a little: some shares are large, some tiny, some skipped. */
  private static GaussianMixture mixture(int d) {
    double[][] means = new double[COMPONENTS][d];
    double[][] matrices = new double[COMPONENTS][d * d];
    for (int k = 0; k < COMPONENTS; k++) {
      RandomStream.of(1, k, 0, Purpose.SEEDING).fillGaussian(means[k]);
      for (int i = 0; i < d; i++) {
        means[k][i] *= 4 / Math.sqrt(d);
        for (int j = 0; j < d; j++) {
          matrices[k][(i * d) + j] = Math.pow(0.2 + (0.2 * k), Math.abs(i - j));
        }
      }
    }
    return new GaussianMixture(
        new double[] {0.2, 0.3, 0.5}, means, Covariance.of(CovarianceType.FULL, d, matrices));
  }

  private static double[][] rows(GaussianMixture mixture, int n) {
    double[][] rows = new double[n][mixture.dimension()];
    for (int r = 0; r < n; r++) {
      mixture.sample(r % COMPONENTS, RandomStream.of(2, r, 0, Purpose.LATENT), rows[r]);
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sums_are_those_of_single_rows(MatrixKernel kernel) {
    for (int d : new int[] {1, 2, 3, 31, 32, 33, 512}) {
      GaussianMixture mixture = mixture(d);
      double[][] rows = rows(mixture, d == 512 ? 30 : 700);
      double[] centre = mixture.mean();
      Accumulator sum = Responsibilities.of(mixture, centre).accumulator(kernel);
      RowBlock.blocks(rows).forEach(sum::add);
      SufficientStatistics blocked = sum.finish();
      SufficientStatistics single = single(mixture, rows, centre);
      blocked.findRest(scatter(rows, centre));

      assertThat(blocked.logLikelihood() / rows.length)
          .as("d = %s", d)
          .isCloseTo(single.logLikelihood() / rows.length, within(1e-6));
      assertThat(blocked.weights()).containsExactly(single.weights(), within(1e-7));
      for (int k = 0; k < COMPONENTS; k++) {
        assertThat(MatrixKernelTest.distance(blocked.second(k), single.second(k)))
            .as("scatter at d = %s", d)
            .isLessThan(1e-5);
      }
    }
  }

  private static double[] scatter(double[][] rows, double[] centre) {
    int d = centre.length;
    double[] sum = new double[PackedSymmetric.length(d)];
    for (double[] row : rows) {
      double[] x = row.clone();
      for (int i = 0; i < d; i++) {
        x[i] -= centre[i];
      }
      PackedSymmetric.addOuter(d, 1, x, 0, sum);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 33})
  void skipping_tiny_shares_does_not_move_the_likelihood_of_a_fit(int d) {
    double[][] rows = rows(mixture(d), 900);
    Moments moments = Moments.of(RowBlock.blocks(rows), new JavaMatrixKernel());
    MixtureSettings settings =
        MixtureSettings.of(COMPONENTS).withCovarianceType(CovarianceType.FULL).withLimits(6, 0);
    MixtureStart start = new MixtureStart(mixture(d), new int[] {-1, -1, -1});
    List<RowBlock> blocks = RowBlock.blocks(rows);
    FitResult skipping =
        MixtureFit.iterate(
            start,
            moments,
            settings,
            1,
            step -> {
              Accumulator sum = step.accumulator(MatrixKernels.fastest());
              blocks.forEach(sum::add);
              return sum.finish();
            });
    FitResult complete =
        MixtureFit.iterate(
            start, moments, settings, 1, step -> single(step.mixture(), rows, step.centre()));
    assertThat(skipping.meanLogLikelihood()).isCloseTo(complete.meanLogLikelihood(), within(1e-6));
  }

  /** The definition: every share of every row, however small. */
  private static SufficientStatistics single(
      GaussianMixture mixture, double[][] rows, double[] centre) {
    int d = mixture.dimension();
    SufficientStatistics sum =
        new SufficientStatistics(CovarianceType.FULL, COMPONENTS, d, PackedSymmetric.length(d));
    double[] shares = new double[COMPONENTS];
    for (double[] row : rows) {
      sum.addRows(1, 1, mixture.logResponsibilities(row, shares));
      for (int k = 0; k < COMPONENTS; k++) {
        double share = Math.exp(shares[k]);
        sum.weights()[k] += share;
        int to = 0;
        for (int i = 0; i < d; i++) {
          double scaled = share * (row[i] - centre[i]);
          sum.first()[(k * d) + i] += scaled;
          for (int j = i; j < d; j++) {
            sum.second(k)[to++] += scaled * (row[j] - centre[j]);
          }
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void memory_is_bounded_by_blocks_whatever_the_number_of_rows(MatrixKernel kernel) {
    GaussianMixture mixture = mixture(33);
    RowBlock block = RowBlock.of(rows(mixture, 512));
    Responsibilities step = Responsibilities.of(mixture, mixture.mean());
    long few = allocated(step, block, 4, kernel);
    long many = allocated(step, block, 104, kernel);
    long blockBytes = 8L * block.rows() * block.dimension();
    // working copies of a block that are garbage after it, and nothing that grows
    assertThat((many - few) / 100).isLessThan(6 * blockBytes);
  }

  private static long allocated(
      Responsibilities step, RowBlock block, int times, MatrixKernel kernel) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    Accumulator sum = step.accumulator(kernel);
    for (int i = 0; i < times; i++) {
      sum.add(block);
    }
    SufficientStatistics all = sum.finish();
    long after = threads.getThreadAllocatedBytes(thread);
    assertThat(all.rows()).isEqualTo((long) times * block.rows());
    assertThat(all.bytes()).isEqualTo(step.emptyStatistics().bytes());
    return after - before;
  }
}
