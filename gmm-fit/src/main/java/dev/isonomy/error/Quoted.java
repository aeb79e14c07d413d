package dev.isonomy.error;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names in messages: plain words as they are, other names in quotes. */
public final class Quoted {
  private Quoted() {}

  /**
   * A name as a message shows it.
   *
   * @param name any text
   * @return the name itself if it has letters, digits and {@code _-./:} only; otherwise in single
   *     quotes, with line breaks and other control characters as {@code \}{@code u000a}
   */
  public static String of(String name) {
    if (!name.isEmpty() && name.codePoints().allMatch(Quoted::isPlain)) {
      return name;
    }
    return quoted(name);
  }

  /**
   * A name as a page shows it.
   *
   * @param name any text
   * @return the name itself, or the name in quotes if it is empty, begins or ends with a blank, or
   *     has control characters
   */
  public static String visible(String name) {
    boolean plain =
        !name.isEmpty()
            && name.strip().equals(name)
            && name.codePoints().noneMatch(Quoted::isInvisible);
    return plain ? name : quoted(name);
  }

  private static String quoted(String name) {
    StringBuilder shown = new StringBuilder("'");
    name.codePoints()
        .forEach(
            c -> {
              if (isInvisible(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append('\'').toString();
  }

  /**
   * Names as a message lists them.
   *
   * @param names any texts
   * @return {@code [a, b, 'c d']}
   */
  public static String list(Collection<String> names) {
    return names.stream().map(Quoted::of).collect(Collectors.joining(", ", "[", "]"));
  }

  private static boolean isPlain(int c) {
    return Character.isLetterOrDigit(c) || "_-./:".indexOf(c) >= 0;
  }

  // Direction overrides reverse the text that follows. Other format characters, such as
  // joiners, belong to words and emoji.
  private static boolean isDirection(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isInvisible(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
        || isDirection(c)
        || Character.getType(c) == Character.SURROGATE;
  }
}
