package dev.isonomy.attribute;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The name of a cell: the names of its classes, joined by dots, such as {@code
 * feminine.young.light}.
 *
 * <p>Where a class's name itself has a dot or a control character, that character is escaped as in
 * URLs: {@code %} and two hexadecimal digits per byte of UTF-8, so that the class {@code v1.0} is
 * {@code v1%2E0}. A {@code %} is escaped only where two hexadecimal digits follow it. So a name is
 * read by cutting it at its dots and decoding each part, in Python by {@code urllib.parse.unquote}.
 */
public final class CellName {
  private CellName() {}

  /**
   * Joins names.
   *
   * @param names one per attribute, any text
   * @return the cell's name
   */
  public static String join(List<String> names) {
    return String.join(".", names.stream().map(CellName::escaped).toList());
  }

  /**
   * Parses a name.
   *
   * @param name what {@link #join} returned
   * @return the names that it was made of
   */
  public static List<String> split(String name) {
    return Arrays.stream(name.split("\\.", -1)).map(CellName::unescaped).toList();
  }

  private static String escaped(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean special = c == '.' || isBreak(c) || (c == '%' && isEscape(name, i));
      if (special) {
        for (byte each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          text.append(String.format(Locale.ROOT, "%%%02X", each));
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isBreak(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static boolean isEscape(String name, int at) {
    return at + 2 < name.length()
        && Character.digit(name.charAt(at + 1), 16) >= 0
        && name.charAt(at + 1) < 128
        && Character.digit(name.charAt(at + 2), 16) >= 0
        && name.charAt(at + 2) < 128;
  }

  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder name = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      if (!isEscape(text, i) || text.charAt(i) != '%') {
        name.append(text.charAt(i++));
        continue;
      }
      List<Byte> bytes = new ArrayList<>();
      while (i < text.length() && text.charAt(i) == '%' && isEscape(text, i)) {
        bytes.add((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 3;
      }
      byte[] encoded = new byte[bytes.size()];
      for (int b = 0; b < encoded.length; b++) {
        encoded[b] = bytes.get(b);
      }
      name.append(new String(encoded, StandardCharsets.UTF_8));
    }
    return name.toString();
  }
}
