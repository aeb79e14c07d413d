package dev.isonomy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void countsEdits() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("same", "same")).isZero();
  }

  @Test
  void suggestsOnlyWhatIsNear() {
    assertThat(Suggestion.closest("steps", List.of("step", "seed"))).contains("step");
    assertThat(Suggestion.closest("unrelated", List.of("step", "seed"))).isEmpty();
  }
}
