package dev.isonomy.table;

import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares and lists names as people write them. */
public final class Names {
  // A message is one line: so many names, then their number.
  private static final int MOST_LISTED = 12;

  private Names() {}

  /** Whether two names are the same text, whichever way Unicode spells it. */
  public static boolean same(String a, String b) {
    return composed(a).equals(composed(b));
  }

  /** The place of a name in a list, -1 if it is not there. */
  public static int indexIn(List<String> names, String name) {
    for (int i = 0; i < names.size(); i++) {
      if (same(names.get(i), name)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Another name that differs only in the case of letters, or in blanks, hyphens, underscores and
   * dots.
   */
  public static Optional<String> near(String name, Collection<String> others) {
    String folded = folded(name);
    return others.stream()
        .filter(other -> !other.equals(name) && folded(other).equals(folded))
        .findFirst();
  }

  /** Without what {@link #near} does not look at. */
  public static String folded(String name) {
    return composed(name).toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]+", "");
  }

  /** The question that a message ends with; empty if no name is near. */
  public static String offer(String name, Collection<String> others) {
    return near(name, others).map(other -> "; did you mean " + other + "?").orElse("");
  }

  /** Names in a row, the first of many. */
  public static String list(Collection<String> names) {
    String first =
        String.join(
            ", ",
            names.stream()
                .limit(MOST_LISTED)
                .map(name -> name.isBlank() ? "\"" + name + "\"" : name)
                .toList());
    return names.size() <= MOST_LISTED
        ? first
        : first + String.format(Locale.ROOT, ", ... (%,d in all)", names.size());
  }

  static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
