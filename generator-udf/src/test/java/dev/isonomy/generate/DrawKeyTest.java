package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pixels hang on these numbers: a change of any of them changes every data set. */
class DrawKeyTest {
  @Test
  void aCellsDrawHasItsCellInTheUpperBits() {
    assertThat(DrawKey.ofCell(7, 3, 0, 12)).isEqualTo(new DrawKey(7, 3, 12));
    assertThat(DrawKey.ofCell(7, 3, 2, 12)).isEqualTo(new DrawKey(7, 3, (2L << 32) + 12));
    assertThat(DrawKey.ofCell(7, 3, 1, 0xFFFF_FFFFL).draw()).isEqualTo(0x1_FFFF_FFFFL);
  }

  @Test
  void noTwoDrawsOfARunShareANumber() {
    Map<Long, String> firsts = new HashMap<>();
    for (long seed : new long[] {0, 1, -1, 1L << 32}) {
      for (long unit : new long[] {-2, -1, 0, 1, 1L << 32}) {
        for (int cell = 0; cell < 5; cell++) {
          for (long number : new long[] {0, 1, 2, 0x8000_0000L, 0xFFFF_FFFFL}) {
            DrawKey key = DrawKey.ofCell(seed, unit, cell, number);
            for (Purpose purpose : Purpose.values()) {
              String name = key + " " + purpose;
              assertThat(firsts.put(key.stream(purpose).nextLong(), name)).as(name).isNull();
            }
          }
        }
      }
    }
    assertThat(firsts).hasSize(4 * 5 * 5 * 5 * Purpose.values().length);
  }

  @Test
  void aKeysStreamIsTheOneOfItsParts() {
    assertThat(new DrawKey(5, -2, 9).stream(Purpose.LATENT).nextLong())
        .isEqualTo(RandomStream.of(5, -2, 9, Purpose.LATENT).nextLong());
  }

  /** Numbers of Philox4x32-10 in Python's integers, with the keys that the package documents. */
  @Test
  void theNumbersOfADrawNeverChange() {
    DrawKey key = DrawKey.ofCell(42, 7, 3, 12);

    assertThat(key.stream(Purpose.COMPONENT).nextLong()).isEqualTo(COMPONENT);
    assertThat(key.stream(Purpose.LATENT).nextLong()).isEqualTo(LATENT);
    assertThat(key.stream(Purpose.RESIDUAL).nextLong()).isEqualTo(RESIDUAL);
    assertThat(key.stream(Purpose.INITIAL_NOISE).nextLong()).isEqualTo(INITIAL_NOISE);
    assertThat(key.stream(Purpose.STEP_NOISE).nextLong()).isEqualTo(STEP_NOISE);
  }

  private static final long COMPONENT = -7239433598390213692L;
  private static final long LATENT = -7688052874134775710L;
  private static final long RESIDUAL = 6607913278357165721L;
  private static final long INITIAL_NOISE = 2504618911593074575L;
  private static final long STEP_NOISE = 1551427732643482177L;
}
