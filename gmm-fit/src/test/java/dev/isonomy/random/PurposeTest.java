package dev.isonomy.random;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every number that a run draws hangs on these codes. The expected numbers are those of Philox in
 * Python's integers, with the keys that {@link RandomStream} documents.
 */
class PurposeTest {
  private static final Map<Purpose, Long> FIRST =
      Map.ofEntries(
          entry(Purpose.COMPONENT, -7239433598390213692L),
          entry(Purpose.LATENT, -7688052874134775710L),
          entry(Purpose.RESIDUAL, 6607913278357165721L),
          entry(Purpose.INITIAL_NOISE, 2504618911593074575L),
          entry(Purpose.STEP_NOISE, 1551427732643482177L),
          entry(Purpose.SEEDING, -1579809215244353952L),
          entry(Purpose.SPLIT, 4754115729652046035L),
          entry(Purpose.SUBSAMPLE, 8741261868632987519L),
          entry(Purpose.RENDER, -8889178233838659535L),
          entry(Purpose.CONDITION, 5665469499640689737L),
          entry(Purpose.PROMPT, 6884221480366632653L));

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
