package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionChoice;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.Guidance;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.diffusion.Clipping;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.PredictionType;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.model.DenoiserSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConditionValuesTest {
  private static final Condition WORDS =
      new Condition("words", new ConditionSource.Prompt(), List.of(2), false);
  private static final Condition BREED =
      new Condition(
          "breed", new ConditionSource.ClassIndex(List.of("a", "b", "c"), 3), List.of(), true);
  private static final Condition AGE =
      new Condition("age", new ConditionSource.Range(2, 4), List.of(), false);
  private static final Condition SIZE =
      new Condition("size", new ConditionSource.Constant(new float[] {64, 32}), List.of(2), false);
  private static final Condition SCALE =
      new Condition("scale", new ConditionSource.GuidanceScale(), List.of(), false);
  private static final PromptTable PROMPTS =
      new PromptTable(
          List.of(prompt("p", 1, 2, -1, -2), prompt("q", 3, 4, -3, -4)),
          List.of(prompt("p", 5, 6, -1, -2), prompt("q", 7, 8, -3, -4)));

  private static PromptTable.Prompt prompt(String id, float a, float b, float c, float d) {
    return new PromptTable.Prompt(
        id, id, 1, Map.of("words", new float[] {a, b}), Map.of("words", new float[] {c, d}));
  }

  private static ConditionValues values(Map<String, ConditionChoice> choices, Condition... all) {
    Diffusion diffusion =
        new Diffusion(
            Levels.of(new double[] {1}, Optional.empty()), PredictionType.SAMPLE, Clipping.NONE);
    DenoiserSpec spec =
        new DenoiserSpec(
            diffusion, Spacings.of("trailing"), List.of(all), Guidance.NONE, Optional.empty());
    SamplingSettings settings =
        new SamplingSettings(new Ddim(0), 1, Spacings.of("trailing"), 2.5, choices);
    return new ConditionValues(spec, settings, PROMPTS);
  }

  private static List<DrawKey> keys(int count) {
    return LongStream.range(0, count).mapToObj(i -> new DrawKey(5, 0, i)).toList();
  }

  @Test
  void everySourceGivesItsValues() {
    List<float[]> found =
        values(Map.of(), WORDS, SIZE, SCALE).of(keys(2), new int[] {1, 0}, new float[0]);

    assertThat(found.get(0)).containsExactly(3, 4, 1, 2);
    assertThat(found.get(1)).containsExactly(64, 32, 64, 32);
    assertThat(found.get(2)).containsExactly(2.5f, 2.5f);
  }

  @Test
  void phrasingsAreTextsAfterThePrompts() {
    List<float[]> found = values(Map.of(), WORDS).of(keys(3), new int[] {3, 2, 0}, new float[0]);

    assertThat(found.get(0)).containsExactly(7, 8, 5, 6, 1, 2);
    assertThat(List.of(0, 1, 2, 3)).extracting(PROMPTS::promptOf).containsExactly(0, 1, 0, 1);
    assertThat(PROMPTS.text(3).orElseThrow().id()).isEqualTo("q");
    assertThat(PromptTable.NONE.text(0)).isEmpty();
    assertThat(PromptTable.NONE.promptOf(0)).isZero();
    assertThatThrownBy(() -> new PromptTable(PROMPTS.prompts(), PROMPTS.phrasings().subList(0, 1)))
        .hasMessage("2 prompts must have equally many phrasings but have 1 in all");
  }

  @Test
  void aCodeIsTheDrawsOwn() {
    Condition code = new Condition("code", new ConditionSource.Code(true), List.of(2), false);
    float[] codes = {1, 2, 3, 4};
    assertThat(values(Map.of(), code).of(keys(2), new int[2], codes).get(0)).isEqualTo(codes);
  }

  @Test
  void classesAndNumbersAreDrawnAlikeAndByTheDrawsKeyAlone() {
    ConditionValues values = values(Map.of(), BREED, AGE);
    int draws = 6_000;
    List<float[]> all = values.of(keys(draws), new int[draws], new float[0]);

    int[] counts = new int[3];
    double mean = 0;
    for (int i = 0; i < draws; i++) {
      counts[(int) all.get(0)[i]]++;
      mean += all.get(1)[i] / draws;
      assertThat(all.get(1)[i]).isBetween(2f, 4f);
    }
    for (int count : counts) {
      assertThat(count).isBetween(1_850, 2_150);
    }
    assertThat(mean).isCloseTo(3, within(0.05));
    List<float[]> one = values.of(keys(draws).subList(77, 78), new int[1], new float[0]);
    assertThat(one.get(0)[0]).isEqualTo(all.get(0)[77]);
    assertThat(one.get(1)[0]).isEqualTo(all.get(1)[77]);
  }

  @Test
  void choicesLimitWhatIsDrawn() {
    Map<String, ConditionChoice> choices =
        Map.of(
            "breed", new ConditionChoice.Classes(new double[] {0, 1, 0}),
            "age", new ConditionChoice.Numbers(2.5, 2.5));
    List<float[]> found = values(choices, BREED, AGE).of(keys(9), new int[9], new float[0]);

    assertThat(found.get(0)).containsOnly(1);
    assertThat(found.get(1)).containsOnly(2.5f);
  }

  /** What has no value for none keeps the one that it has. */
  @Test
  void guidanceLeavesOutPromptsAndClasses() {
    ConditionValues values =
        values(Map.of("age", new ConditionChoice.Numbers(3, 3)), WORDS, BREED, AGE);
    List<float[]> with = values.of(keys(2), new int[] {0, 1}, new float[0]);
    List<float[]> both = values.withoutAndWith(with, new int[] {0, 1});

    assertThat(both.get(0)).containsExactly(-1, -2, -3, -4, 1, 2, 3, 4);
    assertThat(both.get(1)).containsExactly(3, 3, with.get(1)[0], with.get(1)[1]);
    assertThat(both.get(2)).containsExactly(3, 3, 3, 3);
  }

  @Test
  void choicesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new ConditionChoice.Classes(new double[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConditionChoice.Classes(new double[] {2, -1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConditionChoice.Numbers(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
