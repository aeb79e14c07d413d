package dev.isonomy.config;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Section {@code prompts}.
 *
 * @param template what the prompts were made from, "" if they were given one by one
 * @param variables values of the variables of the template and of the phrasings
 * @param texts what is asked for, by the names that cells and columns use, in their order; empty
 *     for those of {@code parquet}, or for all prompts of the table
 * @param values values of the template's variables in each prompt, by the prompt's name
 * @param naming phrasings that name classes, for the method prompted
 * @param parquet Parquet of prompts as texts; "" for none
 * @param weights how often prompts are drawn that have no quota, by name; equally often if empty
 * @param negative what guidance leads away from; "" for the empty prompt
 * @param table Parquet of embeddings; "" for the bundle's own
 */
public record PromptSettings(
    String template,
    Map<String, List<String>> variables,
    Map<String, String> texts,
    Map<String, Map<String, String>> values,
    Naming naming,
    String parquet,
    Map<String, Double> weights,
    String negative,
    String table) {
  /** Prompts, and phrasings of them, at most. */
  public static final int MOST = 10_000;

  static PromptSettings read(Section section) {
    List<String> given = section.texts("texts");
    String template = section.text("template");
    String parquet = section.text("parquet");
    Map<String, List<String>> variables = section.lists("variables");
    requireOne(section, given, template, parquet);
    Map<String, Map<String, String>> values =
        template.isEmpty() ? Map.of() : expanded(section, template, variables);
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, chosen) -> texts.put(name, new Template(template).filled(chosen)));
    given.forEach(text -> put(section, texts, text));
    Naming naming = naming(section, template, variables);
    if (!naming.isEmpty() && texts.isEmpty() && parquet.isEmpty()) {
      throw section.wrong(
          "naming", "empty where none of isonomy.prompts.texts, template and parquet is set");
    }
    naming.of(texts, values); // refuses phrasings that belong to two prompts
    Map<String, Double> weights = section.numbers("weights");
    requireWeights(weights, texts, parquet);
    return new PromptSettings(
        template,
        variables,
        texts,
        values,
        naming,
        parquet,
        weights,
        section.text("negative"),
        section.text("table"));
  }

  private static void requireOne(
      Section section, List<String> given, String template, String parquet) {
    if (!given.isEmpty() && !template.isEmpty()) {
      throw section.wrong("template", "empty where isonomy.prompts.texts is set");
    }
    if (!parquet.isEmpty() && !(given.isEmpty() && template.isEmpty())) {
      throw section.wrong("parquet", "empty where isonomy.prompts.texts or template is set");
    }
  }

  private static void put(Section section, Map<String, String> texts, String text) {
    if (text.isBlank() || texts.put(text, text) != null) {
      throw section.wrong("texts", "different texts");
    }
  }

  private static void requireWeights(
      Map<String, Double> weights, Map<String, String> texts, String parquet) {
    if (!weights.isEmpty() && !parquet.isEmpty()) {
      throw new UserException(
          "isonomy.prompts.weights must be empty where isonomy.prompts.parquet is set, whose column weight says them");
    }
    weights.forEach(
        (name, weight) -> {
          if (!texts.isEmpty() && !texts.containsKey(name)) {
            throw new UserException(
                "isonomy.prompts.weights names %s, which is no prompt; the prompts are %s"
                    .formatted(Quoted.of(name), Quoted.list(List.copyOf(texts.keySet()))));
          }
          if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new UserException(
                "isonomy.prompts.weights.%s must be positive but was %s; leave out a prompt that is not wanted"
                    .formatted(name, weight));
          }
        });
  }

  /**
   * Every combination of the template's variables, the first slowest; named by their values.
   *
   * @return the values of the variables by the prompt's name
   */
  private static Map<String, Map<String, String>> expanded(
      Section section, String template, Map<String, List<String>> variables) {
    Set<String> order = new Template(template).variables();
    if (order.isEmpty() || !variables.keySet().containsAll(order)) {
      throw section.wrong(
          "template",
          "a text with the variables of isonomy.prompts.variables in braces, which are "
              + variables.keySet());
    }
    List<Map<String, String>> all = Template.combinations(order, variables, MOST);
    if (all.size() > MOST) {
      throw section.wrong("template", "one of at most " + MOST + " prompts");
    }
    Map<String, Map<String, String>> named = new LinkedHashMap<>();
    for (Map<String, String> chosen : all) {
      String name = String.join(" ", chosen.values());
      if (named.put(name, chosen) != null) {
        throw section.wrong(
            "variables", "such that prompts differ, but two are %s,".formatted(Quoted.of(name)));
      }
    }
    return named;
  }

  private static Naming naming(
      Section section, String template, Map<String, List<String>> variables) {
    Set<String> ofPrompts = new Template(template).variables();
    Map<String, List<String>> words = new TreeMap<>(variables);
    words.keySet().removeAll(ofPrompts);
    Naming naming = new Naming(section.texts("naming"), words);
    if (naming.templates().stream().anyMatch(String::isBlank)) {
      throw section.wrong("naming", "texts that are not blank");
    }
    if (!naming.isEmpty() && variables.containsKey(Naming.PROMPT)) {
      throw section.wrong(
          "variables", "without a variable prompt, as {prompt} of naming is the prompt's text,");
    }
    Set<String> unknown = new TreeSet<>(naming.used());
    unknown.removeAll(variables.keySet());
    if (!unknown.isEmpty()) {
      throw section.wrong(
          "naming",
          "texts with {prompt} and the variables of isonomy.prompts.variables, which are %s,"
              .formatted(variables.keySet()));
    }
    requireUsed(section, template, naming, words);
    return naming;
  }

  /** A variable that nothing uses is a mistake in a name. */
  private static void requireUsed(
      Section section, String template, Naming naming, Map<String, List<String>> words) {
    Set<String> idle = new HashSet<>(words.keySet());
    idle.removeAll(naming.used());
    if (idle.isEmpty()) {
      return;
    }
    if (template.isEmpty() && naming.isEmpty()) {
      throw section.wrong("template", "set where isonomy.prompts.variables is");
    }
    String key = template.isEmpty() ? "naming" : "template";
    throw section.wrong(
        key,
        "a text with the variables of isonomy.prompts.variables in braces, which are "
            + section.lists("variables").keySet());
  }

  /** Whether the user asked for prompts at all. */
  public boolean asked() {
    return !texts.isEmpty() || !table.isEmpty() || !parquet.isEmpty();
  }
}
