package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.metric.Balance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.LabelledStrata;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarginalsTest {
  private static final double[] EQUAL = {0.25, 0.25, 0.25, 0.25};
  private final Marginals marginals = new Marginals(AuditImages.SPACE);

  @Test
  void cellsAreSummedOverTheOtherAttributes() {
    Map<String, Balance> balances = marginals.balances(new double[] {0.5, 0.1, 0.3, 0.1}, EQUAL);

    assertThat(balances).containsOnlyKeys("shape", "colour");
    // round 0.6, square 0.4; red 0.8, blue 0.2.
    assertThat(balances.get("shape").fd()).isCloseTo(Math.sqrt(0.02), within(1e-12));
    assertThat(balances.get("colour").fd()).isCloseTo(Math.sqrt(0.18), within(1e-12));
  }

  @Test
  void errorsInOneAttributeAreTakenBackInThatAttributeAlone() {
    // Of each true cell 100 images: a fifth of the red ones is called blue, shapes are right.
    ConfusionMatrix confusion =
        ConfusionMatrix.ofCounts(
            new long[][] {{80, 20, 0, 0}, {0, 100, 0, 0}, {0, 0, 80, 20}, {0, 0, 0, 100}});

    Map<String, Correction> corrections =
        marginals.corrections(
            LabelledStrata.drawn(new long[] {200, 300, 200, 300}), confusion, EQUAL, 1);

    assertThat(corrections.get("colour").balance().orElseThrow().shares())
        .allSatisfy(share -> assertThat(share).isCloseTo(0.5, within(1e-9)));
    assertThat(corrections.get("shape").balance().orElseThrow().balance().fd())
        .isCloseTo(0, within(1e-9));
    assertThat(corrections.get("shape").conditionNumber()).hasValue(1);
  }
}
