package dev.isonomy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
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
  void phrasingsAreMadeOfThePromptAndOfWordsThatItDoesNotHave() {
    PromptSettings read =
        read(
            "template=a portrait of a {job}",
            "naming=[\"a {gender} who is a {job}\", \"{prompt}, {age} {gender}\"]",
            "variables={job=[doctor, nurse], gender=[woman, man], age=[old, young]}");

    assertThat(read.texts().values())
        .containsExactly("a portrait of a doctor", "a portrait of a nurse");
    assertThat(read.naming().of(read.texts(), read.values()).get("nurse"))
        .containsExactly(
            "a woman who is a nurse",
            "a man who is a nurse",
            "a portrait of a nurse, old woman",
            "a portrait of a nurse, old man",
            "a portrait of a nurse, young woman",
            "a portrait of a nurse, young man");
    PromptSettings one =
        read(
            "texts=[a portrait of a doctor]",
            "naming=[a woman who is a doctor, a man as a doctor]");
    assertThat(one.naming().of(one.texts(), one.values()))
        .containsOnly(
            entry(
                "a portrait of a doctor", List.of("a woman who is a doctor", "a man as a doctor")));
    assertThat(read("texts=[a]").naming().isEmpty()).isTrue();
  }

  @Test
  void phrasingsThatMeanNothingAreNamed() {
    assertRefused(
        "isonomy.prompts.naming makes 'a woman at work' of the prompts 'a doctor' and 'a nurse': a"
            + " phrasing must belong to one prompt; put {prompt}, or the template's variables, into it",
        "texts=[a doctor, a nurse]",
        "naming=[a woman at work]");
    assertRefused(
        "isonomy.prompts.naming makes 'a doctor x' twice of the prompt 'a doctor'",
        "texts=[a doctor]",
        "naming=[\"{prompt} x\", \"{prompt} x\"]");
    assertRefused(
        "isonomy.prompts.naming must be texts with {prompt} and the variables of"
            + " isonomy.prompts.variables, which are [gender], but was",
        "texts=[a doctor]",
        "variables={gender=[woman]}",
        "naming=[\"{prompt}, {sex}\"]");
    assertRefused(
        "isonomy.prompts.naming must be a text with the variables of isonomy.prompts.variables in"
            + " braces, which are [age, gender] but was",
        "texts=[a doctor]",
        "variables={gender=[woman], age=[old]}",
        "naming=[\"{prompt}, {gender}\"]");
    assertRefused(
        "isonomy.prompts.naming must be empty where none of isonomy.prompts.texts, template and"
            + " parquet is set but was",
        "naming=[\"{prompt} x\"]");
    assertRefused(
        "isonomy.prompts.naming must be texts that are not blank", "texts=[a]", "naming=[\" \"]");
    assertRefused(
        "isonomy.prompts.variables must be without a variable prompt",
        "texts=[a]",
        "variables={prompt=[b]}",
        "naming=[\"{prompt} x\"]");
    assertRefused(
        "isonomy.prompts.naming must make at most 10000 phrasings of all prompts but makes more",
        "texts=[z]",
        "naming=[\"{prompt}{a}{b}{c}{d}{e}\"]",
        "variables={a=[1,2,3,4,5,6,7,8,9],b=[1,2,3,4,5,6,7,8,9],c=[1,2,3,4,5,6,7,8,9],"
            + "d=[1,2,3,4,5,6,7,8,9],e=[1,2,3,4,5,6,7,8,9]}");
  }

  @Test
  void aFileOfPromptsTakesThePlaceOfTextsAndWeights() {
    assertThat(read("parquet=p.parquet").asked()).isTrue();
    assertRefused(
        "isonomy.prompts.parquet must be empty where isonomy.prompts.texts or template is set",
        "parquet=p.parquet",
        "texts=[a]");
    assertRefused(
        "isonomy.prompts.weights must be empty where isonomy.prompts.parquet is set",
        "parquet=p.parquet",
        "weights={a=2}");
  }

  @Test
  void whatCannotBeAskedIsNamed() {
    assertRefused(
        "isonomy.prompts.variables must be such that prompts differ, but two are 'a b c', but was",
        "template={x} {y}",
        "variables={x=[a, \"a b\"], y=[\"b c\", c]}");
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
