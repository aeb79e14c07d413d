package dev.isonomy.config;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Section {@code prompts}.
 *
 * @param template what the prompts were made from, "" if they were given one by one
 * @param variables values of the template's variables
 * @param texts what is asked for, by the names that cells and columns use, in their order; empty
 *     for all prompts of the table
 * @param weights how often prompts are drawn that have no quota, by name; equally often if empty
 * @param negative what guidance leads away from; "" for the empty prompt
 * @param table Parquet of embeddings; "" for the bundle's own
 */
public record PromptSettings(
    String template,
    Map<String, List<String>> variables,
    Map<String, String> texts,
    Map<String, Double> weights,
    String negative,
    String table) {
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z][a-z0-9_-]*)\\}");
  private static final int MOST = 10_000;

  static PromptSettings read(Section section) {
    List<String> given = section.texts("texts");
    String template = section.text("template");
    Map<String, List<String>> variables = section.lists("variables");
    if (!given.isEmpty() && !template.isEmpty()) {
      throw section.wrong("template", "empty where isonomy.prompts.texts is set");
    }
    if (template.isEmpty() && !variables.isEmpty()) {
      throw section.wrong("template", "set where isonomy.prompts.variables is");
    }
    Map<String, String> texts =
        template.isEmpty() ? named(section, given) : expanded(section, template, variables);
    Map<String, Double> weights = section.numbers("weights");
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
    return new PromptSettings(
        template, variables, texts, weights, section.text("negative"), section.text("table"));
  }

  private static Map<String, String> named(Section section, List<String> given) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String text : given) {
      if (text.isBlank() || texts.put(text, text) != null) {
        throw section.wrong("texts", "different texts");
      }
    }
    return texts;
  }

  /**
   * Every combination of the variables, the first of the template slowest; named by their values.
   */
  private static Map<String, String> expanded(
      Section section, String template, Map<String, List<String>> variables) {
    List<String> order = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(template);
    while (matcher.find()) {
      if (!order.contains(matcher.group(1))) {
        order.add(matcher.group(1));
      }
    }
    if (order.isEmpty() || !variables.keySet().equals(Set.copyOf(order))) {
      throw section.wrong(
          "template",
          "a text with the variables of isonomy.prompts.variables in braces, which are "
              + variables.keySet());
    }
    Map<String, String> texts = new LinkedHashMap<>(Map.of("", template));
    for (String variable : order) {
      Map<String, String> longer = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : texts.entrySet()) {
        for (String value : variables.get(variable)) {
          String name = entry.getKey().isEmpty() ? value : entry.getKey() + " " + value;
          longer.put(name, entry.getValue().replace("{" + variable + "}", value));
        }
      }
      if (longer.size() > MOST) {
        throw section.wrong("template", "one of at most " + MOST + " prompts");
      }
      texts = longer;
    }
    return texts;
  }

  /** Whether the user asked for prompts at all. */
  public boolean asked() {
    return !texts.isEmpty() || !table.isEmpty();
  }
}
