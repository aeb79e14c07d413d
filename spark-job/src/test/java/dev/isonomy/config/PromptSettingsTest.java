package dev.isonomy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PromptSettingsTest {
  private static PromptSettings read(String... settings) {
    return IsonomyConfig.load(
            ConfigLayers.defaults()
                .withOverrides(
                    Arrays.stream(settings).map(each -> "isonomy.prompts." + each).toList()))
        .prompts();
  }

  @Test
  void textsAreNamedByThemselvesInTheirOrder() {
    PromptSettings read = read("texts=[\"a cat\", \"a dog\"]", "weights={\"a dog\"=3}");

    assertThat(read.texts()).containsExactly(entry("a cat", "a cat"), entry("a dog", "a dog"));
    assertThat(read.weights()).containsExactly(entry("a dog", 3.0));
    assertThat(read.asked()).isTrue();
  }

  @Test
  void nothingIsAskedByDefault() {
    PromptSettings read = read();

    assertThat(read.asked()).isFalse();
    assertThat(read.texts()).isEmpty();
    assertThat(read.negative()).isEmpty();
    assertThat(read("table=a.parquet").asked()).isTrue();
  }

  @Test
  void templatesBecomeEveryCombinationOfTheirVariables() {
    PromptSettings read =
        read(
            "template=a {mood} {job}, {mood} indeed",
            "variables={job=[doctor, \"police officer\"], mood=[calm, glad]}");

    assertThat(read.texts())
        .containsExactly(
            entry("calm doctor", "a calm doctor, calm indeed"),
            entry("calm police officer", "a calm police officer, calm indeed"),
            entry("glad doctor", "a glad doctor, glad indeed"),
            entry("glad police officer", "a glad police officer, glad indeed"));
  }

  @Test
  void whatCannotBeAskedIsNamed() {
    assertRefused(
        "isonomy.prompts.texts must be different texts but was", "texts=[\"a cat\", \"a cat\"]");
    assertRefused(
        "isonomy.prompts.template must be empty where isonomy.prompts.texts is set",
        "texts=[a]",
        "template=b {c}",
        "variables={c=[d]}");
    assertRefused(
        "isonomy.prompts.template must be set where isonomy.prompts.variables is",
        "variables={c=[d]}");
    assertRefused(
        "isonomy.prompts.template must be a text with the variables of isonomy.prompts.variables in"
            + " braces, which are [c]",
        "template=b {d}",
        "variables={c=[d]}");
    assertRefused(
        "isonomy.prompts.template must be one of at most 10000 prompts",
        "template={a}{b}{c}{d}{e}",
        "variables={a=[1,2,3,4,5,6,7,8,9],b=[1,2,3,4,5,6,7,8,9],c=[1,2,3,4,5,6,7,8,9],"
            + "d=[1,2,3,4,5,6,7,8,9],e=[1,2,3,4,5,6,7,8,9]}");
    assertRefused(
        "isonomy.prompts.weights names c, which is no prompt; the prompts are [a, b]",
        "texts=[a, b]",
        "weights={c=2}");
    assertRefused(
        "isonomy.prompts.weights.a must be positive but was 0.0; leave out a prompt that is not",
        "texts=[a, b]",
        "weights={a=0}");
    assertRefused(
        "isonomy.prompts.variables.c must be a list of texts but was []",
        "template={c}",
        "variables={c=[]}");
  }

  private static void assertRefused(String message, String... settings) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }
}
