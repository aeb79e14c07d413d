package dev.isonomy.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BalanceTest {
  @Test
  void agreesWithScipy() {
    for (JsonElement each : GoldenFeatures.numbers().getAsJsonArray("balance")) {
      JsonObject golden = each.getAsJsonObject();
      Balance balance =
          Balance.of(
              GoldenFeatures.doubles(golden.get("shares")),
              GoldenFeatures.doubles(golden.get("target")));
      assertThat(balance.fd()).isCloseTo(golden.get("fd").getAsDouble(), within(1e-12));
      assertThat(balance.kl()).isCloseTo(golden.get("kl").getAsDouble(), within(1e-12));
      assertThat(balance.l1()).isCloseTo(golden.get("l1").getAsDouble(), within(1e-12));
      assertThat(balance.devRat()).isCloseTo(golden.get("dev_rat").getAsDouble(), within(1e-12));
      assertThat(balance.normalizedEntropy())
          .isCloseTo(golden.get("normalized_entropy").getAsDouble(), within(1e-12));
    }
  }

  @Test
  void anEmptyCellCountsInsteadOfBeingDropped() {
    Balance balance =
        Balance.ofCounts(new long[] {50, 50, 0, 0}, new double[] {.25, .25, .25, .25});

    assertThat(balance.emptyCells()).isEqualTo(2);
    assertThat(balance.fd()).isCloseTo(0.5, within(1e-12));
    assertThat(balance.kl()).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void equalSharesAreAtZeroDistance() {
    Balance balance = Balance.ofCounts(new long[] {7, 7, 7}, new double[] {1 / 3., 1 / 3., 1 / 3.});

    assertThat(balance.fd()).isCloseTo(0, within(1e-15));
    assertThat(balance.kl()).isCloseTo(0, within(1e-15));
    assertThat(balance.normalizedEntropy()).isCloseTo(1, within(1e-12));
    assertThat(balance.devRat()).isCloseTo(0, within(1e-15));
  }

  @Test
  void somethingThatTheTargetExcludesIsInfinitelyFar() {
    assertThat(Balance.of(new double[] {.5, .5}, new double[] {1, 0}).kl()).isInfinite();
  }

  @Test
  void sharesOfNothingAreRefused() {
    assertThatThrownBy(() -> Balance.shares(new long[] {0, 0}))
        .hasMessage("shares need at least one counted image but got none");
  }

  @Test
  void wilsonAgreesWithStatsmodels() {
    for (JsonElement each : GoldenFeatures.numbers().getAsJsonArray("wilson")) {
      JsonObject golden = each.getAsJsonObject();
      Interval interval =
          Interval.wilson(golden.get("successes").getAsLong(), golden.get("total").getAsLong());
      double[] expected = GoldenFeatures.doubles(golden.get("interval"));
      assertThat(interval.lower()).isCloseTo(expected[0], within(1e-12));
      assertThat(interval.upper()).isCloseTo(expected[1], within(1e-12));
    }
  }

  @Test
  void theNoiseFloorAgreesWithNumpysMultinomial() {
    for (JsonElement each : GoldenFeatures.numbers().getAsJsonArray("noise_floor")) {
      JsonObject golden = each.getAsJsonObject();
      double[] target = GoldenFeatures.doubles(golden.get("target"));
      NoiseFloor floor = NoiseFloor.simulate(target, golden.get("images").getAsLong(), 7);
      double expected = golden.get("fd95").getAsDouble();
      assertThat(floor.fd95()).isCloseTo(expected, within(0.04 * expected));
      assertThat(floor.rootMeanSquareFd()).isLessThan(floor.fd95());
    }
  }

  @Test
  void theMeanSquareOfSimulatedFdIsItsClosedForm() {
    double[] target = {0.5, 0.3, 0.2};
    for (int images : new int[] {200, 20_000}) { // counted, and the normal limit
      double sum = 0;
      for (int i = 0; i < 4_000; i++) {
        RandomStream random = RandomStream.of(3, images, i, Purpose.SUBSAMPLE);
        double fd = Balance.of(Multinomial.shares(target, images, random), target).fd();
        sum += fd * fd / 4_000;
      }
      double closed = (1 - (.25 + .09 + .04)) / images;
      assertThat(sum).isCloseTo(closed, within(0.06 * closed));
    }
  }

  @Test
  void theIntervalOfABalancedSetReachesZero() {
    double[] target = new double[18];
    Arrays.fill(target, 1 / 18.);
    RandomStream random = RandomStream.of(1, 2, 3, Purpose.SUBSAMPLE);
    double[] shares = Multinomial.shares(target, 1800, random);
    long[] counts = Arrays.stream(shares).mapToLong(share -> Math.round(share * 1800)).toArray();

    BootstrappedBalance balance =
        BootstrappedBalance.ofLabels(LabelledStrata.drawn(counts), target, 5);

    Interval fd = balance.fd().orElseThrow().interval();
    assertThat(fd.lower()).isZero();
    assertThat(fd.upper()).isBetween(0.02, 0.03);
    assertThat(balance.cells()).hasSize(18);
  }
}
