package dev.isonomy.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with variables in braces.
 *
 * @param text the template
 */
record Template(String text) {
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z][a-z0-9_-]*)\\}");

  /** Its variables, in the order of their first appearance. */
  Set<String> variables() {
    Set<String> order = new LinkedHashSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      order.add(matcher.group(1));
    }
    return order;
  }

  /** The text with values for its variables; those that values lack stay as they are. */
  String filled(Map<String, String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }

  /**
   * Every combination of values of variables, the first variable slowest.
   *
   * @param order the variables
   * @param values of each of them
   * @param most combinations; with more the list ends somewhere above it
   */
  static List<Map<String, String>> combinations(
      Iterable<String> order, Map<String, List<String>> values, int most) {
    List<Map<String, String>> all = List.of(Map.of());
    for (String variable : order) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> chosen : all) {
        for (String value : values.get(variable)) {
          Map<String, String> more = new LinkedHashMap<>(chosen);
          more.put(variable, value);
          longer.add(more);
        }
      }
      all = longer;
      if (all.size() > most) {
        return all;
      }
    }
    return all;
  }
}
