package dev.isonomy.generate;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionChoice;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a denoiser's conditions for a batch of draws. Those that are drawn are keyed by the
 * draw, in the order in which the bundle declares them.
 */
final class ConditionValues {
  private final List<Condition> conditions;
  private final Map<String, ConditionChoice> choices;
  private final double guidance;
  private final PromptTable prompts;
  private final Map<String, double[]> cumulative = new HashMap<>();

  ConditionValues(DenoiserSpec spec, SamplingSettings settings, PromptTable prompts) {
    this.prompts = prompts;
    this.conditions = spec.conditions();
    this.choices = settings.conditions();
    this.guidance = settings.guidance();
    for (Condition condition : conditions) {
      if (condition.source() instanceof ConditionSource.ClassIndex index) {
        cumulative.put(condition.name(), UnitGenerator.cumulative(weights(condition, index)));
      }
    }
  }

  /**
   * Values for draws.
   *
   * @param texts index of each draw's text, see {@link PromptTable}
   * @param codes semantic codes of the draws, flat; not read where no condition is a code
   * @return per condition the numbers of all draws, flat
   */
  List<float[]> of(List<DrawKey> keys, int[] texts, float[] codes) {
    int batch = keys.size();
    List<float[]> values = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      boolean code = condition.source() instanceof ConditionSource.Code;
      values.add(code ? codes : new float[batch * condition.size()]);
    }
    for (int i = 0; i < batch; i++) {
      RandomStream stream = keys.get(i).stream(Purpose.CONDITION);
      for (int c = 0; c < conditions.size(); c++) {
        fill(conditions.get(c), stream, texts[i], values.get(c), i);
      }
    }
    return values;
  }

  private void fill(Condition condition, RandomStream stream, int text, float[] values, int draw) {
    int size = condition.size();
    if (condition.source() instanceof ConditionSource.Prompt) {
      float[] numbers = prompts.text(text).orElseThrow().numbers().get(condition.name());
      System.arraycopy(numbers, 0, values, draw * size, size);
    } else if (condition.source() instanceof ConditionSource.Constant constant) {
      System.arraycopy(constant.values(), 0, values, draw * size, size);
    } else if (condition.source() instanceof ConditionSource.ClassIndex) {
      values[draw] = stream.nextIndex(cumulative.get(condition.name()));
    } else if (condition.source() instanceof ConditionSource.Range range) {
      double least = range.least();
      double most = range.most();
      if (choices.get(condition.name()) instanceof ConditionChoice.Numbers numbers) {
        least = numbers.least();
        most = numbers.most();
      }
      values[draw] = (float) (least + (most - least) * stream.nextDouble());
    } else if (condition.source() instanceof ConditionSource.GuidanceScale) {
      values[draw] = (float) guidance;
    }
  }

  private double[] weights(Condition condition, ConditionSource.ClassIndex index) {
    if (choices.get(condition.name()) instanceof ConditionChoice.Classes classes) {
      return classes.weights();
    }
    double[] even = new double[index.names().size()];
    Arrays.fill(even, 1);
    return even;
  }

  /**
   * The values that stand for no condition, before those that stand for one: for a single call.
   *
   * @param texts index of each draw's text
   */
  List<float[]> withoutAndWith(List<float[]> values, int[] texts) {
    List<float[]> both = new ArrayList<>(values.size());
    for (int c = 0; c < values.size(); c++) {
      float[] with = values.get(c);
      float[] all = new float[2 * with.length];
      System.arraycopy(with, 0, all, with.length, with.length);
      leaveOut(conditions.get(c), with, texts, all);
      both.add(all);
    }
    return both;
  }

  /**
   * Fills the first half by what stands for no condition, or by the condition where nothing does.
   */
  private void leaveOut(Condition condition, float[] with, int[] texts, float[] all) {
    if (condition.source() instanceof ConditionSource.ClassIndex index && index.optional()) {
      Arrays.fill(all, 0, with.length, index.none());
    } else if (condition.source() instanceof ConditionSource.Prompt) {
      int size = condition.size();
      for (int draw = 0; draw < texts.length; draw++) {
        float[] none = prompts.text(texts[draw]).orElseThrow().none().get(condition.name());
        System.arraycopy(none, 0, all, draw * size, size);
      }
    } else {
      System.arraycopy(with, 0, all, 0, with.length);
    }
  }
}
