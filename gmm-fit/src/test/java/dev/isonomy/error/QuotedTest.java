package dev.isonomy.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedTest {
  @Test
  void plain_words_stay_and_others_are_quoted() {
    assertThat(Quoted.of("isonomy.fit-k/a:1_ä")).isEqualTo("isonomy.fit-k/a:1_ä");
    assertThat(Quoted.of("")).isEqualTo("''");
    assertThat(Quoted.of("hair color")).isEqualTo("'hair color'");
    assertThat(Quoted.list(List.of("a", "b c"))).isEqualTo("[a, 'b c']");
  }

  @Test
  void a_name_cannot_break_a_line_or_turn_its_direction_around() {
    assertThat(Quoted.of("a\nb")).isEqualTo("'a\\u000ab'");
    assertThat(Quoted.of("a\u202eb")).isEqualTo("'a\\u202eb'");
    assertThat(Quoted.visible("a\u2028b")).isEqualTo("'a\\u2028b'");
  }

  @Test
  void a_page_quotes_only_what_cannot_be_seen() {
    assertThat(Quoted.visible("hair color")).isEqualTo("hair color");
    assertThat(Quoted.visible(" hair")).isEqualTo("' hair'");
    assertThat(Quoted.visible("")).isEqualTo("''");
  }
}
