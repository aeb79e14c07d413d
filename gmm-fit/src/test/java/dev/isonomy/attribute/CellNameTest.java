package dev.isonomy.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CellNameTest {
  @Test
  void plain_names_are_joined_by_dots_and_nothing_else() {
    assertThat(CellName.join(List.of("feminine", "middle-aged", "dark_2")))
        .isEqualTo("feminine.middle-aged.dark_2");
    assertThat(CellName.join(List.of("East Asian", "50%", ""))).isEqualTo("East Asian.50%.");
    assertThat(CellName.split("feminine.young")).containsExactly("feminine", "young");
  }

  @Test
  void dots_and_line_breaks_inside_a_name_are_escaped_as_in_urls() {
    assertThat(CellName.join(List.of("v1.0", "a\nb"))).isEqualTo("v1%2E0.a%0Ab");
    assertThat(CellName.join(List.of("%2E", "100%"))).isEqualTo("%252E.100%");
    assertThat(CellName.split("v1%2e0.%C3%A9")).containsExactly("v1.0", "é");
  }

  @Test
  void every_combination_of_nasty_names_comes_back() {
    for (String a : NastyNames.ALL) {
      for (String b : NastyNames.ALL) {
        String name = CellName.join(List.of(a, b));
        assertThat(CellName.split(name)).containsExactly(a, b);
        assertThat(name).doesNotContain("\n", "\r", "\u0000");
      }
    }
  }

  @Test
  void random_names_come_back_and_never_collide() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      AttributeSpace space =
          AttributeSpace.of(
              new Attribute("a.b", NastyNames.random(random, 4)),
              new Attribute("c", NastyNames.random(random, 5)));
      assertThat(new HashSet<>(space.cellNames())).hasSize(space.cellCount());
      for (int cell = 0; cell < space.cellCount(); cell++) {
        assertThat(space.cellOfName(space.cellName(cell))).isEqualTo(cell);
      }
    }
  }

  @Test
  void a_space_of_nasty_names_goes_through_json_and_targets() {
    AttributeSpace space =
        AttributeSpace.of(
            new Attribute("hair color (v2.1)", NastyNames.ALL),
            new Attribute("`quoted`", List.of("", "x.y")));

    assertThat(AttributeSpace.fromJson(space.toJson())).isEqualTo(space);
    Map<String, Double> shares =
        space.cellNames().stream().collect(Collectors.toMap(n -> n, n -> 1.0 / space.cellCount()));
    assertThat(CellDistribution.of(space, shares).quotas(space.cellCount())).containsOnly(1);
    Map<String, Double> marginals = new TreeMap<>();
    marginals.put(CellName.join(List.of("`quoted`", "")), 0.25);
    marginals.put(CellName.join(List.of("`quoted`", "x.y")), 0.75);
    assertThat(CellDistribution.of(space, marginals).share(0))
        .isEqualTo(0.25 / NastyNames.ALL.size());
  }

  @Test
  void the_only_attributes_classes_name_cells_as_they_are() {
    AttributeSpace versions = AttributeSpace.of(new Attribute("version", List.of("v1.0", "v2.0")));

    assertThat(versions.cellOfName("v2.0")).isEqualTo(1);
    assertThat(versions.cellOfName("v2%2E0")).isEqualTo(1);
    assertThat(CellDistribution.of(versions, Map.of("v1.0", 0.75, "v2.0", 0.25)).share(0))
        .isEqualTo(0.75);
  }

  @Test
  void unknown_names_offer_the_near_ones() {
    AttributeSpace space =
        AttributeSpace.of(
            new Attribute("race", List.of("East Asian", "Black", "Middle Eastern")),
            new Attribute("age", List.of("0-2", "more than 70")));

    assertThatThrownBy(() -> space.cellOfName("east_asian.0-2"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "attribute race has no class east_asian; its classes are ['East Asian', Black, 'Middle"
                + " Eastern']; did you mean 'East Asian'?");
    assertThatThrownBy(() -> space.attributeOfName("Race"))
        .hasMessage("no attribute Race; the attributes are [race, age]; did you mean race?");
    assertThatThrownBy(() -> CellDistribution.of(space, Map.of("East Asian", 1.0)))
        .hasMessageContaining("a name with dots of its own goes in quotes");
    assertThatThrownBy(
            () -> CellDistribution.of(space, Map.of("age.0-2", 0.5, "age.more than 7", 0.5)))
        .hasMessageContaining("did you mean 'more than 70'?");
  }

  @Test
  void spellings_that_unicode_calls_equal_are_one_class() {
    Attribute drink = new Attribute("drink", List.of("caf\u00e9", "tea"));

    assertThat(drink.classOf("cafe\u0301")).isZero();
    assertThat(new Attribute("d", List.of("cafe\u0301", "tea")).classOf("caf\u00e9")).isZero();
    assertThatThrownBy(() -> new Attribute("d", List.of("caf\u00e9", "cafe\u0301")))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new Attribute("d", List.of("\ud83d", "x")))
        .hasMessage(
            "class of attribute d must be named by Unicode text but was '\\ud83d', half a"
                + " character");
    assertThatThrownBy(() -> new Attribute("", List.of("a", "b")))
        .hasMessageContaining("must have a name");
    assertThatThrownBy(() -> new Attribute("a", Collections.nCopies(2, null)))
        .hasMessageContaining("has null");
  }

  @Test
  void a_title_shows_the_names_as_they_are() {
    AttributeSpace space =
        AttributeSpace.of(
            new Attribute("v", List.of("v1.0", "v2.0")), new Attribute("e", List.of("", " a")));

    assertThat(space.cellTitle(3)).isEqualTo("v2.0 · ' a'");
    assertThat(space.cellTitle(0)).isEqualTo("v1.0 · ''");
  }
}
