package dev.isonomy.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times of a trajectory; {@code SamplerGoldenTest} compares longer ones with diffusers. */
class TimestepSpacingTest {
  @Test
  void threeSpacingsOfTenStepsByHand() {
    assertThat(TimestepSpacing.LEADING.timesteps(10, 4, 0)).containsExactly(6, 4, 2, 0);
    assertThat(TimestepSpacing.LEADING.timesteps(10, 4, 1)).containsExactly(7, 5, 3, 1);
    assertThat(TimestepSpacing.TRAILING.timesteps(10, 4, 0)).containsExactly(9, 7, 4, 1);
    assertThat(TimestepSpacing.LINSPACE.timesteps(10, 4, 0)).containsExactly(9, 6, 3, 0);
  }

  @Test
  void theOffsetIsForTheLeadingSpacingOnly() {
    assertThat(TimestepSpacing.TRAILING.timesteps(10, 4, 1)).containsExactly(9, 7, 4, 1);
    assertThat(TimestepSpacing.LINSPACE.timesteps(10, 4, 1)).containsExactly(9, 6, 3, 0);
  }

  @Test
  void aSingleStepStartsWhereTheSpacingDoes() {
    assertThat(TimestepSpacing.LEADING.timesteps(10, 1, 0)).containsExactly(0);
    assertThat(TimestepSpacing.TRAILING.timesteps(10, 1, 0)).containsExactly(9);
    assertThat(TimestepSpacing.LINSPACE.timesteps(10, 1, 0)).containsExactly(9);
  }

  @ParameterizedTest
  @EnumSource(TimestepSpacing.class)
  void timesFallStrictlyWithinTheTrainingStepsForEveryLengthAndOffset(TimestepSpacing spacing) {
    for (int trainSteps = 1; trainSteps <= 24; trainSteps++) {
      for (int steps = 1; steps <= trainSteps; steps++) {
        for (int offset : new int[] {0, 1, 5}) {
          int[] times = spacing.timesteps(trainSteps, steps, offset);

          assertThat(times).hasSize(steps);
          assertThat(times[0]).isLessThan(trainSteps);
          assertThat(times[steps - 1]).isNotNegative();
          for (int i = 1; i < steps; i++) {
            assertThat(times[i])
                .as("step %s of %s in %s, offset %s", i, steps, trainSteps, offset)
                .isLessThan(times[i - 1]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TimestepSpacing.class)
  void allStepsAreEveryTime(TimestepSpacing spacing) {
    assertThat(spacing.timesteps(4, 4, 1)).containsExactly(3, 2, 1, 0);
  }

  @ParameterizedTest
  @EnumSource(TimestepSpacing.class)
  void aTrajectoryFromTheMiddleFallsFromItsStart(TimestepSpacing spacing) {
    for (int start = 0; start <= 20; start++) {
      for (int steps = 1; steps <= 25; steps++) {
        int[] times = spacing.timestepsFrom(start, steps);

        assertThat(times).startsWith(start).hasSize(Math.min(steps, start + 1));
        assertThat(times[times.length - 1]).isNotNegative();
        for (int i = 1; i < times.length; i++) {
          assertThat(times[i]).isLessThan(times[i - 1]);
        }
      }
    }
  }

  @Test
  void stepsThatDoNotFitAreRefusedWithTheirRange() {
    assertThatThrownBy(() -> TimestepSpacing.LEADING.timesteps(10, 11, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("sampler steps must be in [1, 10] but was 11");
    assertThatThrownBy(() -> TimestepSpacing.LINSPACE.timestepsFrom(5, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("sampler steps must be in [1, 6] but was 0");
    assertThatThrownBy(() -> TimestepSpacing.LEADING.timestepsFrom(-1, 3))
        .isInstanceOf(UserException.class)
        .hasMessage("the time step of a noisy latent must not be negative but was -1");
    assertThatThrownBy(() -> TimestepSpacing.ofName("karras"))
        .isInstanceOf(UserException.class)
        .hasMessage("timestepSpacing must be one of leading, trailing, linspace but was karras");
  }

  /** As in diffusers, a multistep solver spaces one more time and leaves the cleanest out. */
  @Test
  void theMultistepSolverDropsTheCleanestTime() {
    DpmSolver solver = new DpmSolver(DpmSolver.Equation.ODE);

    assertThat(solver.timesteps(TimestepSpacing.LEADING, 10, 4, 0)).containsExactly(8, 6, 4, 2);
    assertThat(solver.timesteps(TimestepSpacing.LINSPACE, 10, 3, 0)).containsExactly(9, 6, 3);
    assertThat(solver.timesteps(TimestepSpacing.TRAILING, 10, 4, 0)).containsExactly(9, 7, 4, 1);
    assertThat(solver.timesteps(TimestepSpacing.LEADING, 4, 4, 0)).containsExactly(3, 2, 1, 0);
    assertThatThrownBy(() -> solver.timesteps(TimestepSpacing.LEADING, 4, 5, 0))
        .isInstanceOf(UserException.class);
  }
}
