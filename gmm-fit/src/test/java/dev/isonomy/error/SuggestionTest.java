package dev.isonomy.error;

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

  @Test
  void the_case_of_letters_and_the_sign_between_words_count_for_nothing() {
    assertThat(Suggestion.closest("EAST_ASIAN", List.of("East Asian", "Black")))
        .contains("East Asian");
    assertThat(Suggestion.closest("x", List.of("y", "z"))).isEmpty();
    assertThat(Suggestion.hint("colour", List.of("color"))).isEqualTo("; did you mean color?");
  }
}
