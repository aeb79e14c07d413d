package dev.isonomy.condition;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prompts of a run with what the text encoders made of them.
 *
 * @param prompts what is asked for, with positive weights; empty for a model without prompts
 * @param none the numbers that stand for no prompt, or for the negative one, by condition; empty
 *     without guidance
 */
public record PromptTable(List<Prompt> prompts, Map<String, float[]> none) implements Serializable {
  /** No prompts. */
  public static final PromptTable NONE = new PromptTable(List.of(), Map.of());

  /** The name of the attribute that prompts are in a plan. */
  public static final String ATTRIBUTE = "prompt";

  /**
   * A prompt.
   *
   * @param id what cells and columns call it
   * @param text what the encoders were given
   * @param weight how often it is drawn where it has no quota
   * @param numbers embeddings of one draw by condition, flat
   */
  public record Prompt(String id, String text, double weight, Map<String, float[]> numbers)
      implements Serializable {
    public Prompt {
      numbers = Map.copyOf(numbers);
    }
  }

  public PromptTable {
    prompts = List.copyOf(prompts);
    none = Map.copyOf(none);
  }

  /** How many different things can be asked for; 1 for a model without prompts. */
  public int count() {
    return Math.max(1, prompts.size());
  }

  /** A prompt; empty for a model without. */
  public Optional<Prompt> prompt(int index) {
    return prompts.isEmpty() ? Optional.empty() : Optional.of(prompts.get(index));
  }

  /** Weights of the prompts. */
  public double[] weights() {
    return prompts.isEmpty()
        ? new double[] {1}
        : prompts.stream().mapToDouble(Prompt::weight).toArray();
  }
}
