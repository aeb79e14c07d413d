package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.diffusion.Level;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GuidedTest {
  private static final Level LEVEL = new Level(0.5, 3);
  private static final float[] WITH = {1, 2, 4, 0, 0, 6};
  private static final float[] WITHOUT = {0, 2, 2, 1, -1, 0};

  private static Denoiser says(float[] prediction) {
    return (x, batch, level, out) -> System.arraycopy(prediction, 0, out, 0, out.length);
  }

  /** A network that is given both halves of a batch, those without conditions first. */
  private static final Denoiser BOTH =
      (x, batch, level, out) -> {
        assertThat(batch).isEqualTo(4);
        assertThat(Arrays.copyOfRange(x, 0, 6)).isEqualTo(Arrays.copyOfRange(x, 6, 12));
        System.arraycopy(WITHOUT, 0, out, 0, 6);
        System.arraycopy(WITH, 0, out, 6, 6);
      };

  @Test
  void predictionsAreExtrapolatedByTheScale() {
    float[] x = {1, 2, 3, 4, 5, 6};
    float[] inTurn = new float[6];
    float[] inOneCall = new float[6];

    new Guided(3, 0).inTurn(says(WITH), says(WITHOUT), 3).predict(x, 2, LEVEL, inTurn);
    new Guided(3, 0).inOneCall(BOTH, 3).predict(x, 2, LEVEL, inOneCall);

    assertThat(inTurn).containsExactly(3, 2, 8, -2, 2, 18);
    assertThat(inOneCall).isEqualTo(inTurn);
  }

  @Test
  void scalesOfOneAndZeroAreThePredictionsThemselves() {
    float[] out = new float[6];
    new Guided(1, 0).inOneCall(BOTH, 3).predict(new float[6], 2, LEVEL, out);
    assertThat(out).isEqualTo(WITH);
    new Guided(0, 0).inOneCall(BOTH, 3).predict(new float[6], 2, LEVEL, out);
    assertThat(out).isEqualTo(WITHOUT);
  }

  /** Lin et al. 2024, equations 15 and 16: per sample, by the deviation of its numbers. */
  @Test
  void rescaledPredictionsHaveTheDeviationOfTheConditionalOne() {
    float[] out = new float[6];
    new Guided(3, 1).inOneCall(BOTH, 3).predict(new float[6], 2, LEVEL, out);

    assertThat(deviation(out, 0)).isCloseTo(deviation(WITH, 0), within(1e-5));
    assertThat(deviation(out, 3)).isCloseTo(deviation(WITH, 3), within(1e-5));

    float[] half = new float[6];
    new Guided(3, 0.5).inOneCall(BOTH, 3).predict(new float[6], 2, LEVEL, half);
    float[] plain = new float[6];
    new Guided(3, 0).inOneCall(BOTH, 3).predict(new float[6], 2, LEVEL, plain);
    for (int i = 0; i < 6; i++) {
      assertThat((double) half[i]).isCloseTo(0.5 * (out[i] + plain[i]), within(1e-5));
    }
  }

  private static double deviation(float[] numbers, int from) {
    double mean = (numbers[from] + numbers[from + 1] + numbers[from + 2]) / 3.0;
    double square = 0;
    for (int i = from; i < from + 3; i++) {
      square += Math.pow(numbers[i] - mean, 2) / 2;
    }
    return Math.sqrt(square);
  }
}
