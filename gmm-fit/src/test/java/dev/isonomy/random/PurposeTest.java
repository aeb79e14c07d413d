package dev.isonomy.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every number that a run draws hangs on these codes. The expected numbers are those of Philox in
 * Python's integers, with the keys that {@link RandomStream} documents.
 */
class PurposeTest {
  private static final Map<Purpose, Long> FIRST =
      Map.of(
          Purpose.COMPONENT, -7239433598390213692L,
          Purpose.LATENT, -7688052874134775710L,
          Purpose.RESIDUAL, 6607913278357165721L,
          Purpose.INITIAL_NOISE, 2504618911593074575L,
          Purpose.STEP_NOISE, 1551427732643482177L,
          Purpose.SEEDING, -1579809215244353952L,
          Purpose.SPLIT, 4754115729652046035L,
          Purpose.SUBSAMPLE, 8741261868632987519L,
          Purpose.RENDER, -8889178233838659535L);

  @Test
  void thePurposeOfAStreamNeverChangesItsNumbers() {
    assertThat(FIRST).containsOnlyKeys(Purpose.values());
    FIRST.forEach(
        (purpose, first) ->
            assertThat(RandomStream.of(42, 7, (3L << 32) | 12, purpose).nextLong())
                .as("%s", purpose)
                .isEqualTo(first));
  }

  @Test
  void negativeNamesUseAllOfTheirBits() {
    RandomStream stream = RandomStream.of(-5, -2, -9, Purpose.INITIAL_NOISE);

    assertThat(stream.nextLong()).isEqualTo(2024467159913783969L);
    assertThat(stream.nextLong()).as("the block's second half").isEqualTo(-8715567919457565347L);
    assertThat(stream.nextLong()).as("the next block").isEqualTo(5276808015056394878L);
  }
}
