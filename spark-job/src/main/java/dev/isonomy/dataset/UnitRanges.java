package dev.isonomy.dataset;

import java.util.List;

/**
 * A list of rising numbers as a short text, {@code 0-99,103,107-110}: every task of a wave gets it
 * in its configuration, and a wave may have very many units.
 */
final class UnitRanges {
  private UnitRanges() {}

  static String of(List<Long> units) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < units.size()) {
      int to = from;
      while (to + 1 < units.size() && units.get(to + 1) == units.get(to) + 1) {
        to++;
      }
      text.append(text.isEmpty() ? "" : ",").append(units.get(from));
      if (to > from) {
        text.append('-').append(units.get(to));
      }
      from = to + 1;
    }
    return text.toString();
  }

  /**
   * The number at an index, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there are fewer
   */
  static long at(String ranges, int index) {
    long left = index;
    for (String range : ranges.split(",", -1)) {
      String[] ends = range.split("-", 2);
      long first = Long.parseLong(ends[0]);
      long count = Long.parseLong(ends[ends.length - 1]) - first + 1;
      if (left < count) {
        return first + left;
      }
      left -= count;
    }
    throw new IndexOutOfBoundsException(index + " of " + ranges);
  }
}
