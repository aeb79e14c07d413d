package dev.isonomy.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Draws that turn out exactly as often as P(cell | phrasing) says: the choice has a closed form.
 */
class PhrasingPilotTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("gender", List.of("feminine", "masculine", "other")));

  /** By cell and phrasing: one that names women, one that names men, one that names nobody. */
  private static final double[][] P = {{0.9, 0.05, 0.55}, {0.1, 0.95, 0.45}, {0, 0, 0}};

  private final List<PilotRule.Round> rounds = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();

  private Pilot.Result run(double minimumPurity, Set<Integer> unwanted) {
    Pilot.Settings settings =
        new Pilot.Settings(new PilotRule(1_000, 64_000, 0.05), minimumPurity, 4, unwanted);
    return new PhrasingPilot(
            SPACE,
            3,
            0.5,
            settings,
            (first, round) -> {
              starts.add(first);
              rounds.add(round);
              double[][] counts = new double[3][3];
              for (int c = 0; c < 3; c++) {
                for (int k = 0; k < 3; k++) {
                  counts[c][k] = round.count() * round.weights()[k] * P[c][k];
                }
              }
              return PilotCounts.sure(counts);
            })
        .run();
  }

  @Test
  void aCellIsDrawnFromItsBestPhrasingAndThoseThatArePureEnough() {
    Pilot.Result strict = run(0.6, Set.of(2));
    assertThat(strict.drawn()[0]).containsExactly(1, 0, 0);
    assertThat(strict.drawn()[1]).containsExactly(0, 1, 0);
    assertThat(strict.acceptance().acceptance()[0]).isCloseTo(0.9, within(1e-3));
    assertThat(strict.acceptance().acceptance()[1]).isCloseTo(0.95, within(1e-3));

    Pilot.Result lenient = run(0.5, Set.of(2));
    assertThat(lenient.drawn()[0]).containsExactly(0.5, 0, 0.5);
    assertThat(lenient.drawn()[1]).containsExactly(0, 1, 0);
    assertThat(lenient.acceptance().acceptance()[0]).isCloseTo((0.9 + 0.55) / 2, within(1e-3));

    Pilot.Result none = run(0.99, Set.of(2));
    assertThat(none.drawn()[0]).as("the best one, however impure").containsExactly(1, 0, 0);
  }

  @Test
  void allPhrasingsAreDrawnAlikeBeforeAnyIsChosenAndNoDrawIsMadeTwice() {
    Pilot.Result result = run(0.6, Set.of(2));

    assertThat(rounds.get(0).weights()).containsExactly(1.0 / 3, 1.0 / 3, 1.0 / 3);
    assertThat(rounds.get(0).count()).as("as many per phrasing as per cell").isEqualTo(3_000);
    int next = 0;
    for (int i = 0; i < rounds.size(); i++) {
      assertThat(starts.get(i)).isEqualTo(next);
      next += rounds.get(i).count();
    }
    assertThat(result.draws()).isEqualTo(next);
    assertThat(Arrays.stream(result.counts().cells()).flatMapToDouble(Arrays::stream).sum())
        .isCloseTo(next, within(1e-6));
    for (int c = 0; c < 3; c++) {
      for (int k = 0; k < 3; k++) {
        assertThat(result.refined().p(c, k)).isCloseTo(P[c][k], within(1e-3));
      }
    }
  }

  @Test
  void aCellThatNoPhrasingMakesIsLookedForAndThenNotDrawn() {
    Pilot.Result result = run(0.6, Set.of());

    assertThat(result.drawn()[2]).containsExactly(0, 0, 0);
    assertThat(result.acceptance().acceptance()[2]).isZero();
    assertThat(result.searches()).hasSize(1);
    CellSearch.Found found = result.searches().get(0);
    assertThat(found.cell()).isEqualTo(2);
    assertThat(found.reached()).isFalse();
    assertThat(found.images()).isZero();
    assertThat(found.draws()).as("1,000, 2,000, and so on to the limit").isGreaterThan(63_000);
    assertThat(found.freeComponents()).isEqualTo(3);
  }
}
