package dev.isonomy.error;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known name nearest to a mistyped one. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The nearest candidate.
   *
   * @param name what was written
   * @param candidates what is known
   * @return the candidate within a third of its length in edits, nearest first; the case of
   *     letters, and which of blank, {@code _}, {@code -} stands between words, count as no edit
   */
  public static Optional<String> closest(String name, Collection<String> candidates) {
    String folded = folded(name);
    return candidates.stream()
        .filter(candidate -> isNear(folded, folded(candidate)))
        .min(
            Comparator.comparingInt((String candidate) -> distance(folded, folded(candidate)))
                .thenComparingInt(candidate -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * The nearest candidate as the end of a message.
   *
   * @param name what was written
   * @param candidates what is known
   * @return {@code "; did you mean x?"}, or nothing
   */
  public static String hint(String name, Collection<String> candidates) {
    return closest(name, candidates)
        .map(near -> "; did you mean " + Quoted.of(near) + "?")
        .orElse("");
  }

  private static boolean isNear(String name, String candidate) {
    int allowed = Math.max(2, candidate.length() / 3);
    return Math.abs(name.length() - candidate.length()) <= allowed
        && distance(name, candidate) <= Math.min(allowed, candidate.length() - 1);
  }

  private static String folded(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s_-]+", "-");
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
