package dev.isonomy.mixture.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import org.junit.jupiter.api.Test;

class ExponentialsTest {
  private static final double FEW_ULPS = 100 * 8e-16; // in percent

  private static double[] replaced(int least, double... x) {
    double[] y = x.clone();
    Exponentials.replace(y.length, y, least, new double[y.length]);
    return y;
  }

  @Test
  void agree_with_the_library_wherever_they_count() {
    RandomStream stream = RandomStream.of(3, 0, 0, Purpose.SPLIT);
    double[] x = new double[100_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = -690 * Math.pow(stream.nextDouble(), 4);
    }
    double[] y = replaced(-1000, x);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isCloseTo(Math.exp(x[i]), withinPercentage(FEW_ULPS));
    }
  }

  @Test
  void edges() {
    double tiny = -Double.MIN_VALUE;
    assertThat(replaced(-58, 0, -0.0, tiny, -1e-300)).containsOnly(1);
    assertThat(replaced(-58, Double.NEGATIVE_INFINITY, -1e300, -1e9, -750, -41)).containsOnly(0);
    assertThat(replaced(-58, Double.NaN)[0]).isNaN();
    assertThat(replaced(-58, -39.9)[0]).isCloseTo(Math.exp(-39.9), withinPercentage(FEW_ULPS));
    assertThat(replaced(-1000, -693)[0]).isCloseTo(Math.exp(-693), withinPercentage(FEW_ULPS));
  }

  @Test
  void only_as_many_as_asked_for_are_replaced() {
    double[] x = {-1, -1, -1};
    Exponentials.replace(2, x, -58, new double[2]);
    assertThat(x[1]).isCloseTo(Math.exp(-1), withinPercentage(FEW_ULPS));
    assertThat(x[2]).isEqualTo(-1);
  }
}
