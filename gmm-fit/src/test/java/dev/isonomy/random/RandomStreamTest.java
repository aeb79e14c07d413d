package dev.isonomy.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  /** The known answers that Random123 publishes for philox4x32 with 10 rounds (kat_vectors). */
  @Test
  void philox_gives_the_published_answers() {
    assertBlock(
        new int[] {0, 0, 0, 0},
        new int[] {0, 0},
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    assertBlock(
        new int[] {-1, -1, -1, -1},
        new int[] {-1, -1},
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    assertBlock(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        new int[] {0xa4093822, 0x299f31d0},
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  }

  private static void assertBlock(int[] counter, int[] key, int[] expected) {
    int[] out = new int[4];
    Philox.block(counter[0], counter[1], counter[2], counter[3], key[0], key[1], out);
    assertThat(out).containsExactly(expected);
  }

  @Test
  void the_same_name_gives_the_same_numbers_and_another_name_others() {
    assertThat(RandomStream.of(1, 2, 3, Purpose.LATENT).nextLong())
        .isEqualTo(RandomStream.of(1, 2, 3, Purpose.LATENT).nextLong());
    Set<Long> firsts = new HashSet<>();
    for (long seed = 0; seed < 4; seed++) {
      for (long unit = 0; unit < 4; unit++) {
        for (long draw = 0; draw < 4; draw++) {
          for (Purpose purpose : Purpose.values()) {
            firsts.add(RandomStream.of(seed, unit, draw, purpose).nextLong());
            firsts.add(RandomStream.of(seed, unit, draw << 32 | 7, purpose).nextLong());
          }
        }
      }
    }
    // a draw of 0 << 32 | 7 is 7, which is none of 0..3
    assertThat(firsts).hasSize(4 * 4 * 8 * Purpose.values().length);
  }

  @Test
  void numbers_of_a_named_stream_never_change() {
    RandomStream stream = RandomStream.of(42, 7, 3, Purpose.INITIAL_NOISE);

    assertThat(stream.nextInt()).isEqualTo(FIRST_INT);
    assertThat(stream.nextGaussian()).isEqualTo(FIRST_GAUSSIAN);
  }

  @Test
  void uniform_numbers_are_uniform() {
    RandomStream stream = RandomStream.of(1, 0, 0, Purpose.SPLIT);
    double sum = 0;
    double squares = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      double u = stream.nextDouble();
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      sum += u;
      squares += u * u;
    }
    assertThat(sum / n).isCloseTo(0.5, within(0.005));
    assertThat(squares / n).isCloseTo(1 / 3.0, within(0.005));
  }

  @Test
  void normal_numbers_have_the_moments_of_a_standard_normal() {
    RandomStream stream = RandomStream.of(1, 0, 0, Purpose.LATENT);
    int n = 100_000;
    double[] moments = new double[5];
    for (int i = 0; i < n; i++) {
      double z = stream.nextGaussian();
      for (int p = 1; p <= 4; p++) {
        moments[p] += Math.pow(z, p) / n;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.015));
    assertThat(moments[2]).isCloseTo(1, within(0.02));
    assertThat(moments[3]).isCloseTo(0, within(0.05));
    assertThat(moments[4]).isCloseTo(3, within(0.15));
  }

  @Test
  void the_inverse_normal_meets_known_quantiles() {
    // Wichura's checks, and the 97.5% quantile
    assertThat(InverseNormal.of(0.25)).isCloseTo(-0.6744897501960817, within(1e-15));
    assertThat(InverseNormal.of(0.001)).isCloseTo(-3.090232306167814, within(1e-14));
    assertThat(InverseNormal.of(1e-20)).isCloseTo(-9.262340089798409, within(1e-13));
    assertThat(InverseNormal.of(0.975)).isCloseTo(1.959963984540054, within(1e-14));
    assertThat(InverseNormal.of(0.5)).isZero();
  }

  @Test
  void indices_follow_the_weights_and_skip_those_without() {
    RandomStream stream = RandomStream.of(9, 0, 0, Purpose.COMPONENT);
    double[] cumulative = {0, 1, 1, 4, 4};
    int[] counts = new int[5];
    for (int i = 0; i < 40_000; i++) {
      counts[stream.nextIndex(cumulative)]++;
    }
    assertThat(counts[0] + counts[2] + counts[4]).isZero();
    assertThat(counts[1]).isCloseTo(10_000, within(400));
    assertThatThrownBy(() -> stream.nextIndex(new double[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bounded_integers_are_unbiased() {
    RandomStream stream = RandomStream.of(3, 0, 0, Purpose.SEEDING);
    int[] counts = new int[6];
    for (int i = 0; i < 60_000; i++) {
      counts[stream.nextInt(6)]++;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(10_000, within(400));
    }
    assertThatThrownBy(() -> stream.nextInt(0)).hasMessageContaining("must be positive but was 0");
  }

  private static final int FIRST_INT = -128263543;
  private static final double FIRST_GAUSSIAN = 0.6039273841742063;
}
