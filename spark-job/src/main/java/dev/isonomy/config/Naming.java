package dev.isonomy.config;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Phrasings of prompts that name classes: {@code isonomy.prompts.naming}. Which classes a phrasing
 * makes is not configured but measured.
 *
 * @param templates texts with {@code {prompt}}, the text of the prompt, and variables
 * @param words values of the variables that the prompts themselves do not have, such as words for
 *     the classes of an attribute
 */
public record Naming(List<String> templates, Map<String, List<String>> words) {
  /** Stands for the text of the prompt in a template. */
  static final String PROMPT = "prompt";

  private static final String KEY = "isonomy.prompts.naming";

  /** Copies the templates and the words. */
  public Naming {
    templates = List.copyOf(templates);
    words = Map.copyOf(words);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return templates.isEmpty();
  }

  /**
   * The phrasings of prompts, as many for each, in the order of the templates and of the words.
   *
   * @param prompts texts by name
   * @param values values of the variables of each prompt, by name; none for a prompt that was given
   *     as a text
   * @throws UserException naming a text that would be a phrasing of two prompts, or twice of one
   */
  public Map<String, List<String>> of(
      Map<String, String> prompts, Map<String, Map<String, String>> values) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    Map<String, String> owners = new HashMap<>();
    prompts.forEach(
        (name, text) -> {
          List<String> own = phrasings(text, values.getOrDefault(name, Map.of()));
          for (String phrasing : own) {
            String other = owners.put(phrasing, name);
            if (other != null) {
              throw new UserException(
                  other.equals(name)
                      ? "%s makes %s twice of the prompt %s; each phrasing must be another text"
                          .formatted(KEY, Quoted.of(phrasing), Quoted.of(name))
                      : "%s makes %s of the prompts %s and %s: a phrasing must belong to one prompt; put {prompt}, or the template's variables, into it"
                          .formatted(KEY, Quoted.of(phrasing), Quoted.of(other), Quoted.of(name)));
            }
          }
          if (owners.size() > PromptSettings.MOST) {
            throw new UserException(
                "%s must make at most %d phrasings of all prompts but makes more"
                    .formatted(KEY, PromptSettings.MOST));
          }
          all.put(name, own);
        });
    return all;
  }

  private List<String> phrasings(String text, Map<String, String> values) {
    List<String> own = new ArrayList<>();
    for (String each : templates) {
      Template template = new Template(each);
      Set<String> open = template.variables();
      open.retainAll(words.keySet());
      for (Map<String, String> chosen : Template.combinations(open, words, PromptSettings.MOST)) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(chosen);
        all.put(PROMPT, text);
        own.add(template.filled(all));
      }
    }
    return own;
  }

  /** The variables that the templates use, without that of the prompt. */
  Set<String> used() {
    Set<String> used = new HashSet<>();
    templates.forEach(each -> used.addAll(new Template(each).variables()));
    used.remove(PROMPT);
    return used;
  }
}
