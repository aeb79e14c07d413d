package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Simulated sets with a known label error and a known auditor error: how often the intervals hold
 * the shares and the distance that the sets were made with.
 */
@Tag("long")
class SharesEstimateTest {
  private static final int CELLS = 18;
  private static final int SETS = 400;
  private static final int REFERENCES = 300;
  private static final double[] EQUAL = equal(CELLS);

  @Test
  void intervalsCoverWhatSetsByQuotaWereMadeWith() {
    for (double labeler : new double[] {0.005, 0.05}) {
      for (double auditor : new double[] {0.01, 0.1}) {
        requireCoverage(
            "label error %s, auditor error %s".formatted(labeler, auditor),
            World.byQuota(quotas(100), errors(labeler), errors(auditor)));
      }
    }
  }

  @Test
  void intervalsCoverAnImbalanceThatLabelsHide() {
    double[][] labeler = errors(0.005);
    labeler[0] = new double[CELLS];
    labeler[0][0] = 0.7;
    labeler[0][1] = 0.3; // three in ten of the first cell are of the second
    long[] unequal = IntStream.range(0, CELLS).mapToLong(cell -> 30 + (8 * cell)).toArray();

    requireCoverage("a bad cell", 0.9, World.byQuota(quotas(100), labeler, errors(0.01)));
    requireCoverage("unequal quotas", World.byQuota(unequal, errors(0.02), errors(0.05)));
  }

  @Test
  void intervalsCoverWhatSetsThatWereDrawnAreMadeOf() {
    double[] skewed = IntStream.range(0, CELLS).mapToDouble(cell -> 1 + cell).toArray();
    double sum = Arrays.stream(skewed).sum();
    double[] shares = Arrays.stream(skewed).map(each -> each / sum).toArray();

    requireCoverage("drawn, balanced", World.drawn(1_800, EQUAL, errors(0.05)));
    requireCoverage("drawn, skewed", World.drawn(1_800, shares, errors(0.05)));
  }

  private static void requireCoverage(String name, World world) {
    requireCoverage(name, 0.93, world);
  }

  private static void requireCoverage(String name, double least, World world) {
    double truth = Balance.of(world.shares(), EQUAL).fd();
    boolean[] near = new boolean[SETS];
    boolean[] actual = new boolean[SETS];
    int[] cells = new int[SETS];
    IntStream.range(0, SETS)
        .parallel()
        .forEach(
            set -> {
              Simulated simulated = world.simulate(set);
              SharesEstimate estimate =
                  SharesEstimate.ofTruth(simulated.labels(), simulated.confusion());
              DistanceInterval fd = DistanceInterval.of(estimate, EQUAL, set);
              assertThat(holds(fd.interval(), fd.estimate())).isTrue();
              near[set] = holds(fd.interval(), truth);
              actual[set] = holds(fd.interval(), Balance.of(simulated.truth(), EQUAL).fd());
              if (set % 8 == 0) { // 18 intervals each
                List<Interval> intervals = estimate.intervals(set);
                for (int cell = 0; cell < CELLS; cell++) {
                  cells[set] += holds(intervals.get(cell), world.shares()[cell]) ? 1 : 0;
                }
              }
            });
    // 95% within two points, and half a point for chance. The interval is for what the sets were
    // made with; the set itself varies less around its labels, and may be covered more often.
    assertThat(share(near)).as("FD, %s", name).isBetween(least, 0.975);
    assertThat(share(actual)).as("FD of the set itself, %s", name).isGreaterThan(0.93);
    assertThat(Arrays.stream(cells).sum() / (SETS / 8.0 * CELLS))
        .as("shares, %s", name)
        .isBetween(0.93, 0.97);
  }

  @Test
  void aWeakAuditorLeavesTheSharesUnidentified() {
    double[][] guessing = errors(0);
    for (double[] row : guessing) {
      Arrays.setAll(row, label -> (0.9 / CELLS) + (0.1 * row[label]));
    }
    Simulated set = World.byQuota(quotas(100), errors(0.005), guessing).simulate(1);

    Correction correction = Correction.of(set.labels(), set.confusion(), EQUAL, 1);

    assertThat(correction.balance()).isEmpty();
    assertThat(correction.conditionNumber().orElseThrow()).isGreaterThan(10);
    assertThat(correction.reason())
        .startsWith(
            "not identifiable: the labels do not tell the cells apart (condition number of the"
                + " confusion matrix ");
  }

  @Test
  void oneAttributeMayBeIdentifiableWhereCellsAreNot() {
    // The auditor knows the first of three attribute values well, and guesses the other six.
    double[][] half = new double[CELLS][CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      for (int label = 0; label < CELLS; label++) {
        half[cell][label] = (cell / 6 == label / 6 ? 0.98 : 0.01) / 6;
      }
    }
    Simulated set = World.byQuota(quotas(100), errors(0.005), half).simulate(2);

    Correction attribute =
        Correction.of(
            set.labels().mapped(cell -> cell / 6, 3),
            set.confusion().mapped(cell -> cell / 6, 3),
            equal(3),
            1);

    assertThat(Correction.of(set.labels(), set.confusion(), EQUAL, 1).balance()).isEmpty();
    DistanceInterval fd = attribute.balance().orElseThrow().fd().orElseThrow();
    assertThat(fd.interval().lower()).isZero();
    assertThat(fd.interval().upper()).isLessThan(0.05);
    assertThat(attribute.conditionNumber().orElseThrow()).isBetween(1.0, 1.2);
  }

  @Test
  void anAuditorWithoutASingleErrorStillLeavesAnInterval() {
    long[][] perfect = new long[CELLS][CELLS];
    long[][] references = new long[CELLS][CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      perfect[cell][cell] = 100;
      references[cell][cell] = 300;
    }

    SharesEstimate estimate =
        SharesEstimate.ofTruth(
            LabelledStrata.byQuota(ConfusionMatrix.ofCounts(perfect)),
            ConfusionMatrix.ofCounts(references));
    DistanceInterval fd = DistanceInterval.of(estimate, EQUAL, 1);

    assertThat(fd.estimate()).isZero();
    assertThat(fd.interval().upper()).isBetween(1e-4, 0.005);
    assertThat(estimate.intervals(1).get(0).lower()).isLessThan(1.0 / CELLS);
    assertThat(estimate.intervals(1).get(0).upper()).isGreaterThan(1.0 / CELLS);
  }

  @Test
  void theCovarianceOfSharesThatWereDrawnIsTheMultinomials() {
    SharesEstimate estimate =
        SharesEstimate.ofLabels(LabelledStrata.drawn(new long[] {50, 30, 20}));

    assertThat(estimate.covariance()[0][0]).isCloseTo(0.5 * 0.5 / 100, within(1e-15));
    assertThat(estimate.covariance()[0][1]).isCloseTo(-0.5 * 0.3 / 100, within(1e-15));
  }

  @Test
  void oneCellAloneHasNoDistance() {
    SharesEstimate estimate = SharesEstimate.ofLabels(LabelledStrata.drawn(new long[] {7}));

    assertThat(DistanceInterval.of(estimate, new double[] {1}, 1))
        .isEqualTo(new DistanceInterval(0, new Interval(0, 0)));
    assertThat(estimate.intervals(1).get(0)).isEqualTo(new Interval(1, 1));
  }

  @Test
  void gammaVariablesHaveTheirMeanAndVariance() {
    for (double shape : new double[] {0.05, 0.5, 3, 80}) {
      RandomStream random = RandomStream.of(1, 0, 0, Purpose.SUBSAMPLE);
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < 40_000; i++) {
        double x = Dirichlet.gamma(shape, random);
        sum += x / 40_000;
        squares += x * x / 40_000;
      }
      assertThat(sum).isCloseTo(shape, within(4 * Math.sqrt(shape / 40_000)));
      assertThat(squares - (sum * sum)).isCloseTo(shape, within(0.2 * shape));
    }
  }

  private static boolean holds(Interval interval, double value) {
    return interval.lower() <= value && value <= interval.upper();
  }

  private static double share(boolean[] hits) {
    int sum = 0;
    for (boolean hit : hits) {
      sum += hit ? 1 : 0;
    }
    return (double) sum / hits.length;
  }

  /** A process that makes sets: the quotas or shares, and who errs how often. */
  private record World(long[] quotas, double[][] labeler, double[][] auditor, double[] shares) {
    static World byQuota(long[] quotas, double[][] labeler, double[][] auditor) {
      double[] shares = new double[CELLS];
      double all = Arrays.stream(quotas).sum();
      for (int quota = 0; quota < CELLS; quota++) {
        for (int cell = 0; cell < CELLS; cell++) {
          shares[cell] += quotas[quota] / all * labeler[quota][cell];
        }
      }
      return new World(quotas, labeler, auditor, shares);
    }

    static World drawn(long images, double[] shares, double[][] auditor) {
      return new World(new long[] {images}, new double[][] {shares}, auditor, shares);
    }

    Simulated simulate(long seed) {
      RandomStream random = RandomStream.of(7, 0, seed, Purpose.RENDER);
      long[][] labels = new long[CELLS][CELLS];
      long[] truth = new long[CELLS];
      for (int quota = 0; quota < quotas.length; quota++) {
        for (int image = 0; image < quotas[quota]; image++) {
          int cell = random.nextIndex(cumulative(labeler[quota]));
          truth[cell]++;
          labels[quota][random.nextIndex(cumulative(auditor[cell]))]++;
        }
      }
      long[][] references = new long[CELLS][CELLS];
      for (int cell = 0; cell < CELLS; cell++) {
        for (int image = 0; image < REFERENCES; image++) {
          references[cell][random.nextIndex(cumulative(auditor[cell]))]++;
        }
      }
      return new Simulated(
          quotas.length == 1
              ? LabelledStrata.drawn(labels[0])
              : LabelledStrata.byQuota(ConfusionMatrix.ofCounts(labels)),
          ConfusionMatrix.ofCounts(references),
          Balance.shares(truth));
    }
  }

  /** A set as the auditor sees it, what is known of the auditor, and what the set truly is. */
  private record Simulated(LabelledStrata labels, ConfusionMatrix confusion, double[] truth) {}

  private static double[] cumulative(double[] p) {
    double[] sums = p.clone();
    Arrays.parallelPrefix(sums, Double::sum);
    return sums;
  }

  /** Right but for a share of errors, of which most go to the next cell. */
  private static double[][] errors(double share) {
    double[][] p = new double[CELLS][CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      p[cell][cell] = 1 - share;
      p[cell][(cell + 1) % CELLS] += 0.7 * share;
      p[cell][(cell + CELLS - 1) % CELLS] += 0.3 * share;
    }
    return p;
  }

  private static long[] quotas(long each) {
    long[] quotas = new long[CELLS];
    Arrays.fill(quotas, each);
    return quotas;
  }

  private static double[] equal(int cells) {
    double[] equal = new double[cells];
    Arrays.fill(equal, 1.0 / cells);
    return equal;
  }
}
