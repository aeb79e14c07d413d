package dev.isonomy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectionTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "medium", "light")));
  private static final double[] PRIOR = {0.5, 0.3, 0.2};
  private static final CellAssociation ASSOCIATION =
      new CellAssociation(SPACE, new double[][] {{0.9, 0.5, 0}, {0.1, 0.5, 0}, {0, 0, 1}});

  @Test
  void onlyComponentsOfTheMinimumPurityAreDrawnForACell() {
    assertThat(promised(0.51).componentsForCell()[0]).containsExactly(1, 0, 0);
    assertThat(promised(0.5).componentsForCell()[0])
        .as("the threshold itself is enough")
        .containsExactly(new double[] {0.625, 0.375, 0}, within(1e-12));
    assertThat(promised(0.95).componentsForCell()[0])
        .as("the best component is drawn, however impure")
        .containsExactly(1, 0, 0);
    assertThat(promised(0).componentsForCell()[0][2])
        .as("a component that makes no image of the cell never is")
        .isZero();
  }

  @Test
  void theExpectedAcceptanceIsThePurityOfWhatIsDrawn() {
    Rejection rejection = promised(0.5);

    assertThat(rejection.expectedAcceptance())
        .containsExactly(new double[] {0.625 * 0.9 + 0.375 * 0.5, 0.5, 1}, within(1e-12));
    assertThat(rejection.expectedDraws(new long[] {3, 2, 0})).isCloseTo(3 / 0.75 + 4, within(1e-9));
    assertThat(rejection.draws(0, 1)).isTrue();
    assertThat(rejection.draws(0, 2)).isFalse();
    assertThat(rejection.draws(0, 3)).isFalse();
  }

  @Test
  void aQuotaThatNothingIsDrawnForIsRefused() {
    CellAssociation blind =
        new CellAssociation(SPACE, new double[][] {{1, 0, 0}, {0, 1, 1}, {0, 0, 0}});
    Rejection rejection = Rejection.promised(new Start.Code(), blind, PRIOR, thresholds(0.5));

    assertThatThrownBy(
            () ->
                GenerationPlan.of(
                    1,
                    CellDistribution.uniform(SPACE),
                    new UnitLayout(new long[] {3, 3, 3}, 3),
                    rejection))
        .isInstanceOf(UserException.class)
        .hasMessage("no component is known to make images of light; label a few images of each");
    assertThat(
            GenerationPlan.of(
                    1,
                    new CellDistribution(SPACE, new double[] {0.5, 0.5, 0}),
                    new UnitLayout(new long[] {4, 4, 0}, 3),
                    rejection)
                .expectedDraws())
        .isEqualTo(8);
  }

  @Test
  void whatIsNoDrawingIsRefused() {
    assertThatThrownBy(
            () -> Rejection.promised(new Start.Noise(), ASSOCIATION, PRIOR, thresholds(0.5)))
        .hasMessageContaining("start from its components, not noise");
    assertThatThrownBy(
            () ->
                new Rejection(
                    new Start.Code(),
                    new double[][] {{0.7, 0.7}},
                    new double[] {1},
                    0,
                    thresholds(0.5)))
        .hasMessageContaining("sum to 1 but sum to 1.4");
    assertThatThrownBy(() -> thresholds(1.1)).hasMessageContaining("must be in [0, 1] but was 1.1");
    assertThatThrownBy(() -> new Thresholds(0.5, 0, 0, ShortfallPolicy.FAIL))
        .hasMessage("max draws per image must be at least 1 but was 0");
    assertThatThrownBy(() -> new ComponentWeights(new double[] {Double.NaN}, new double[] {1}, 0))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ComponentWeights(new double[] {0.4}, new double[] {1}, 0))
        .hasMessage("weights must sum to 1 but sum to 0.4");
  }

  @Test
  void phrasingsAreDrawnFromNoiseByTheMethodPrompted() {
    Rejection prompted = phrased(new Start.Noise(), List.of("a woman", "a man"));

    assertThat(prompted.method()).isEqualTo("prompted");
    assertThat(promised(0.5).method()).isEqualTo("conditional");
    assertThat(prompted.unaided()).as("every image has a phrasing").isFalse();
    assertThat(prompted).isNotEqualTo(phrased(new Start.Noise(), List.of("a woman", "a lad")));
    assertThatThrownBy(
            () ->
                GenerationPlan.of(
                    1,
                    CellDistribution.uniform(SPACE),
                    new UnitLayout(new long[] {1, 1, 1}, 3),
                    prompted))
        .isInstanceOf(UserException.class)
        .hasMessage("no phrasing is known to make images of light; add one that names each");
    assertThatThrownBy(() -> phrased(new Start.Code(), List.of("a woman", "a man")))
        .hasMessageContaining("draws from phrasings start from noise");
    assertThatThrownBy(() -> phrased(new Start.Noise(), List.of("a woman")))
        .hasMessage("phrasings must be as many as components, which are 2, but are 1");
  }

  private static Rejection phrased(Start start, List<String> phrasings) {
    return new Rejection(
        start,
        new double[][] {{1, 0}, {0.5, 0.5}, {0, 0}},
        new double[] {0.9, 0.4, 0},
        0,
        thresholds(0.5),
        phrasings);
  }

  private static Rejection promised(double minimumPurity) {
    return Rejection.promised(new Start.Code(), ASSOCIATION, PRIOR, thresholds(minimumPurity));
  }

  private static Thresholds thresholds(double minimumPurity) {
    return new Thresholds(minimumPurity, 0, 50, ShortfallPolicy.FAIL);
  }
}
