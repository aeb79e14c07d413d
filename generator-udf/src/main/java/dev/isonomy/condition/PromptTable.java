package dev.isonomy.condition;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prompts of a run, and phrasings of them, with what the text encoders made of both. A
 * <em>text</em> is either of them: texts are numbered from 0, the phrasings after the prompts.
 *
 * @param prompts what is asked for, with positive weights; empty for a model without prompts
 * @param phrasings texts that name classes, as many for each prompt: those of the first prompt,
 *     those of the second, and so on; their names are those of their prompts. Empty if there are
 *     none
 */
public record PromptTable(List<Prompt> prompts, List<Prompt> phrasings) implements Serializable {
  /** No prompts. */
  public static final PromptTable NONE = new PromptTable(List.of(), List.of());

  /** The name of the attribute that prompts are in a plan. */
  public static final String ATTRIBUTE = "prompt";

  /**
   * A prompt, or a phrasing of one.
   *
   * @param id what cells and columns call the prompt
   * @param text what the encoders were given
   * @param weight how often it is drawn where it has no quota
   * @param numbers embeddings of one draw by condition, flat
   * @param none the numbers that stand for no prompt, or for its negative one; empty without
   *     guidance
   */
  public record Prompt(
      String id,
      String text,
      double weight,
      Map<String, float[]> numbers,
      Map<String, float[]> none)
      implements Serializable {
    public Prompt {
      numbers = Map.copyOf(numbers);
      none = Map.copyOf(none);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if prompts do not have equally many phrasings
   */
  public PromptTable {
    prompts = List.copyOf(prompts);
    phrasings = List.copyOf(phrasings);
    if (phrasings.size() % Math.max(1, prompts.size()) != 0) {
      throw new IllegalArgumentException(
          "%d prompts must have equally many phrasings but have %d in all"
              .formatted(prompts.size(), phrasings.size()));
    }
  }

  /** A table without phrasings. */
  public static PromptTable of(List<Prompt> prompts) {
    return new PromptTable(prompts, List.of());
  }

  /** How many different things can be asked for; 1 for a model without prompts. */
  public int count() {
    return Math.max(1, prompts.size());
  }

  /** How many phrasings a prompt has. */
  public int phrasingsEach() {
    return phrasings.size() / count();
  }

  /** A prompt; empty for a model without. */
  public Optional<Prompt> prompt(int index) {
    return prompts.isEmpty() ? Optional.empty() : Optional.of(prompts.get(index));
  }

  /** A text; empty for a model without. */
  public Optional<Prompt> text(int index) {
    return index < prompts.size() ? prompt(index) : phrasing(index - prompts.size());
  }

  private Optional<Prompt> phrasing(int index) {
    return prompts.isEmpty() ? Optional.empty() : Optional.of(phrasings.get(index));
  }

  /** The prompt that a text asks for. */
  public int promptOf(int text) {
    return text < count() ? text : (text - count()) / phrasingsEach();
  }

  /** Weights of the prompts. */
  public double[] weights() {
    return prompts.isEmpty()
        ? new double[] {1}
        : prompts.stream().mapToDouble(Prompt::weight).toArray();
  }
}
