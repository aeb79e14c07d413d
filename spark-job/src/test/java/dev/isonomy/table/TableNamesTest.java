package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableNamesTest {
  @Test
  void oneTextInTwoSpellingsOfUnicodeIsOneName() {
    assertThat(Names.same("caf\u00e9", "cafe\u0301")).isTrue();
    assertThat(Names.same("cafe", "caf\u00e9")).isFalse();
    assertThat(Names.same("Round", "round")).isFalse();
    assertThat(Names.indexIn(List.of("a", "cafe\u0301", "caf\u00e9"), "caf\u00e9")).isEqualTo(1);
    assertThat(Names.indexIn(List.of("a"), "b")).isEqualTo(-1);
  }

  @Test
  void aNameOfAnotherCaseOrOfOtherBlanksIsNear() {
    List<String> names = List.of("skin tone", "age");

    for (String near : List.of("Skin_Tone", "skin-tone", "skin.tone", "SKINTONE")) {
      assertThat(Names.near(near, names)).as(near).contains("skin tone");
      assertThat(Names.offer(near, names)).isEqualTo("; did you mean skin tone?");
    }
    assertThat(Names.near("skin tone", names)).as("itself").isEmpty();
    assertThat(Names.offer("ages", names)).isEmpty();
  }

  @Test
  void manyNamesAreCutAndCounted() {
    List<String> names = IntStream.range(0, 1_234).mapToObj(i -> "n" + i).toList();

    assertThat(Names.list(names.subList(0, 12))).endsWith("n11").startsWith("n0, n1, ");
    assertThat(Names.list(names)).endsWith(", n11, ... (1,234 in all)");
    assertThat(Names.list(List.of("a", "", " "))).isEqualTo("a, \"\", \" \"");
  }

  @Test
  void countsAreWrittenAlikeInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Names.list(IntStream.range(0, 1_234).mapToObj(Integer::toString).toList()))
          .endsWith("(1,234 in all)");
    } finally {
      Locale.setDefault(before);
    }
  }
}
