package dev.isonomy.attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Names that real data sets have, and some that only a test has. */
public final class NastyNames {
  /** Each one different from all others. */
  public static final List<String> ALL =
      List.of(
          "East Asian",
          "more than 70",
          "v1.0",
          "v1.1",
          ".",
          "..",
          "a.b.c",
          "",
          " ",
          " leading",
          "trailing ",
          "0",
          "0.0",
          "1.0",
          "-1.5e-3",
          "3-9",
          "a,b",
          "a;b",
          "a=b",
          "a/b",
          "a\\b",
          "a:b",
          "#a",
          "'a'",
          "\"a\"",
          "`a`",
          "a``b",
          "$a",
          "${a}",
          "{a}",
          "[a]",
          "<b>&amp;</b>",
          "</script>",
          "50%",
          "50%2E",
          "%2E",
          "%",
          "%%25",
          "%41",
          "line\nbreak",
          "tab\there",
          "carriage\r",
          "zero\u0000",
          "separator\u2028",
          "caf\u00e9",
          "naïve|pipe",
          "日本",
          "🙂",
          "👩‍👩‍👧",
          "\u202eright to left",
          "null",
          "true",
          "all",
          "NaN",
          "--- # yaml: {x}",
          "- a",
          "? a",
          "*a",
          "&a",
          "@a",
          "x".repeat(200));

  private NastyNames() {}

  /** A random text of signs that escapes are made of. */
  public static String random(Random random) {
    String signs = ".%0123456789ABCDEFabcdef\n é\u2028🙂";
    int[] points = signs.codePoints().toArray();
    StringBuilder name = new StringBuilder();
    int length = random.nextInt(8);
    for (int i = 0; i < length; i++) {
      name.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return name.toString();
  }

  /** Random texts, all different. */
  static List<String> random(Random random, int count) {
    List<String> names = new ArrayList<>();
    while (names.size() < count) {
      String name = random(random);
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }
}
