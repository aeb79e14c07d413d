package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels of a trajectory; {@code SamplerGoldenTest} compares longer ones with diffusers. */
class SpacingTest {
  static List<String> names() {
    return Spacings.names();
  }

  static List<String> grids() {
    return Arrays.stream(GridSpacing.Kind.values())
        .map(kind -> new GridSpacing(kind).label())
        .toList();
  }

  private static Levels table(int count) {
    return Betas.ofShares(
        IntStream.range(0, count).mapToDouble(t -> 0.98 - t * 0.9 / count).toArray());
  }

  private static int[] grid(String name, int count, int steps, int offset) {
    GridSpacing.Kind kind = ((GridSpacing) Spacings.of(name)).kind();
    return told(new GridSpacing(kind, offset).levels(table(count), steps));
  }

  private static int[] told(Level[] levels) {
    return Arrays.stream(levels).mapToInt(level -> (int) level.told()).toArray();
  }

  private static double[] sigmas(Level[] levels) {
    return Arrays.stream(levels).mapToDouble(Level::scaledNoise).toArray();
  }

  @Test
  void gridsOfTenLevelsByHand() {
    assertThat(grid("leading", 10, 4, 0)).containsExactly(6, 4, 2, 0);
    assertThat(grid("leading", 10, 4, 1)).containsExactly(7, 5, 3, 1);
    assertThat(grid("trailing", 10, 4, 0)).containsExactly(9, 7, 4, 1);
    assertThat(grid("linspace", 10, 4, 0)).containsExactly(9, 6, 3, 0);
    assertThat(told(new DistilledSpacing(50).levels(table(100), 4)))
        .containsExactly(99, 75, 49, 25);
  }

  @Test
  void theOffsetIsForTheLeadingSpacingOnly() {
    assertThat(grid("trailing", 10, 4, 1)).containsExactly(9, 7, 4, 1);
    assertThat(grid("linspace", 10, 4, 1)).containsExactly(9, 6, 3, 0);
  }

  @Test
  void aSingleStepStartsWhereTheSpacingDoes() {
    assertThat(grid("leading", 10, 1, 0)).containsExactly(0);
    assertThat(grid("trailing", 10, 1, 0)).containsExactly(9);
    assertThat(grid("linspace", 10, 1, 0)).containsExactly(9);
    for (String name : List.of("karras", "exponential", "beta")) {
      Levels levels = table(10);
      assertThat(Spacings.of(name).levels(levels, 1)[0].logSnr())
          .isCloseTo(levels.noisiest().logSnr(), within(1e-9));
    }
    assertThat(Spacings.of("flow").levels(table(10), 1)[0].signal()).isZero();
  }

  @ParameterizedTest
  @MethodSource("grids")
  void gridsFallStrictlyWithinTheTableForEveryLengthAndOffset(String name) {
    for (int count = 1; count <= 24; count++) {
      for (int steps = 1; steps <= count; steps++) {
        for (int offset : new int[] {0, 1, 5}) {
          int[] grid = grid(name, count, steps, offset);

          assertThat(grid).hasSize(steps);
          assertThat(grid[0]).isLessThan(count);
          assertThat(grid[steps - 1]).isNotNegative();
          for (int i = 1; i < steps; i++) {
            assertThat(grid[i])
                .as("step %s of %s in %s, offset %s", i, steps, count, offset)
                .isLessThan(grid[i - 1]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTrajectoryFromTheMiddleFallsFromItsStart(String name) {
    Levels levels = table(21);
    for (int start = 0; start <= 20; start++) {
      for (int steps = 1; steps <= 25; steps++) {
        Level[] visited = Spacings.of(name).levelsFrom(levels, start, steps);

        assertThat(visited[0]).isEqualTo(levels.at(start));
        assertThat(visited.length).isBetween(1, steps);
        for (int i = 1; i < visited.length; i++) {
          assertThat(visited[i].logSnr())
              .as("%s from %d, step %d of %d", name, start, i, steps)
              .isGreaterThan(visited[i - 1].logSnr());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void levelsRiseStrictlyAndEveryNumberOfStepsIsKept(String name) {
    for (int steps = 1; steps <= 21; steps++) {
      Level[] visited = Spacings.of(name).levels(table(21), steps);

      assertThat(visited).hasSize(steps);
      for (int i = 1; i < steps; i++) {
        assertThat(visited[i].logSnr()).isGreaterThan(visited[i - 1].logSnr());
      }
    }
  }

  /** Equation 5 of Karras et al. 2022. */
  @Test
  void sigmasOfKarrasGoByTheirRootsBetweenTheEndsOfTheTable() {
    Levels levels =
        Levels.of(new double[] {2 * Math.log(500), 0, -2 * Math.log(80)}, Optional.empty());
    double[] found = sigmas(new SigmaSpacing(new SigmaSpacing.Karras(7)).levels(levels, 3));

    double middle = Math.pow((Math.pow(80, 1 / 7.0) + Math.pow(0.002, 1 / 7.0)) / 2, 7);
    assertThat(found).containsExactly(new double[] {80, middle, 0.002}, within(1e-9));
  }

  @Test
  void exponentialSigmasHaveEqualQuotientsAndOwnEndsAreTaken() {
    double[] found =
        sigmas(new SigmaSpacing(new SigmaSpacing.Exponential(), 8, 0.125).levels(table(9), 4));

    assertThat(found).containsExactly(new double[] {8, 2, 0.5, 0.125}, within(1e-12));
  }

  /** Beta(1, 1) is even, Beta(1, 2) has the quantile 1 - sqrt(1 - p). */
  @Test
  void betaSigmasAreQuantiles() {
    double[] even = sigmas(new SigmaSpacing(new SigmaSpacing.Beta(1, 1), 9, 1).levels(table(9), 5));
    double[] low = sigmas(new SigmaSpacing(new SigmaSpacing.Beta(1, 2), 9, 1).levels(table(9), 3));

    assertThat(even).containsExactly(new double[] {9, 7, 5, 3, 1}, within(1e-9));
    assertThat(low)
        .containsExactly(new double[] {9, 1 + 8 * (1 - Math.sqrt(0.5)), 1}, within(1e-9));
  }

  @Test
  void flowsStartInPureNoiseAndAShiftStaysInTheNoise() {
    Level[] plain = Spacings.of("flow").levels(table(9), 4);
    Level[] shifted = FlowSpacing.shifted(3).levels(table(9), 4);

    assertThat(plain[0].logSnr()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(flow(plain)).containsExactly(new double[] {1, 0.75, 0.5, 0.25}, within(1e-12));
    assertThat(flow(shifted)).containsExactly(new double[] {1, 0.9, 0.75, 0.5}, within(1e-12));
    assertThat(flow(new FlowSpacing(1, 0.9, 0.1, FlowSpacing.Ends.BOTH).levels(table(9), 5)))
        .containsExactly(new double[] {0.9, 0.7, 0.5, 0.3, 0.1}, within(1e-12));
  }

  /** s of {@code (1 - s) x_0 + s eps}. */
  private static double[] flow(Level[] levels) {
    return Arrays.stream(levels)
        .mapToDouble(level -> level.sigma() / (level.alpha() + level.sigma()))
        .toArray();
  }

  @Test
  void whatCannotBePlacedIsRefused() {
    assertRefused("sampler steps must be in [1, 10] but was 11", () -> grid("leading", 10, 11, 0));
    assertRefused(
        "sampler steps must be in [1, 6] but was 0",
        () -> Spacings.of("linspace").levelsFrom(table(9), 5, 0));
    assertRefused(
        "the time step of a noisy latent must be in [0, 9) but was -1",
        () -> Spacings.of("leading").levelsFrom(table(9), -1, 3));
    assertRefused(
        "the time step of a noisy latent must be in [0, 9) but was 9",
        () -> Spacings.of("flow").levelsFrom(table(9), 9, 3));
    assertRefused(
        "spacing must be one of leading, trailing, linspace, distilled, karras, exponential, beta,"
            + " flow but was cubic",
        () -> Spacings.of("cubic"));
    Levels noSignal = Levels.of(new double[] {1, Double.NEGATIVE_INFINITY}, Optional.empty());
    assertRefused(
        "spacing karras needs a noisiest level with some signal, which the bundle's has not; take"
            + " trailing",
        () -> Spacings.of("karras").levels(noSignal, 3));
    assertRefused(
        "spacing exponential goes from sigma 1.0 to 2.0, which does not fall",
        () -> new SigmaSpacing(new SigmaSpacing.Exponential(), 1, 2).levels(table(9), 3));
    assertRefused(
        "sampler steps must be in [1, 2147483647] but was 0",
        () -> Spacings.of("flow").levels(table(9), 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void parametersOutOfRangeAreNamed(double value) {
    assertRefused(
        "rho of a spacing must be positive but was " + value, () -> new SigmaSpacing.Karras(value));
    assertRefused(
        "beta of a spacing must be positive but was " + value,
        () -> new SigmaSpacing.Beta(1, value));
    assertRefused(
        "shift of a spacing must be positive but was " + value, () -> FlowSpacing.shifted(value));
  }

  @Test
  void rangesOfFlowsAreChecked() {
    assertRefused(
        "from and to of a spacing must satisfy 1 >= from > to >= 0 but were 1.5 and 0.0",
        () -> new FlowSpacing(1, 1.5, 0, FlowSpacing.Ends.FIRST));
    assertRefused(
        "from and to of a spacing must satisfy 1 >= from > to > 0 but were 1.0 and 0.0",
        () -> new FlowSpacing(1, 1, 0, FlowSpacing.Ends.BOTH));
  }

  private static void assertRefused(String message, Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(UserException.class).hasMessage(message);
  }

  /** As in diffusers, a multistep solver spaces one more level and leaves the cleanest out. */
  @Test
  void theMultistepSolverDropsTheCleanestLevel() {
    DpmSolver solver = new DpmSolver(DpmSolver.Equation.ODE);

    assertThat(told(solver.levels(Spacings.of("leading"), table(10), 4)))
        .containsExactly(8, 6, 4, 2);
    assertThat(told(solver.levels(Spacings.of("linspace"), table(10), 3))).containsExactly(9, 6, 3);
    assertThat(told(solver.levels(Spacings.of("trailing"), table(10), 4)))
        .containsExactly(9, 7, 4, 1);
    assertThat(told(solver.levels(Spacings.of("leading"), table(4), 4)))
        .containsExactly(3, 2, 1, 0);
    assertThatThrownBy(() -> solver.levels(Spacings.of("leading"), table(4), 5))
        .isInstanceOf(UserException.class);
  }
}
