package dev.isonomy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The figures of those that take turns, speeds or times. What a shared machine does to one round it
 * does to all of them, so that they are compared within the rounds; the median is what noise moves
 * least.
 */
final class Rounds {
  private final List<Map<String, Double>> rounds = new ArrayList<>();
  private final String unit;
  private final String format;

  /** Nothing is measured yet; figures are in {@code unit} and shown with so many decimals. */
  Rounds(String unit, int decimals) {
    this.unit = unit;
    this.format = "%." + decimals + "f";
  }

  /** What is added from here on is of another round. */
  void begin() {
    rounds.add(new LinkedHashMap<>());
  }

  /** The figure of one in this round; who is not measured in a round is not compared in it. */
  void add(String name, double figure) {
    rounds.get(rounds.size() - 1).put(name, figure);
    System.err.println(name + ": " + text(figure) + " " + unit);
  }

  /** Who was measured, in the order of their first turns. */
  Set<String> names() {
    return rounds.stream()
        .flatMap(round -> round.keySet().stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  boolean has(String name) {
    return names().contains(name);
  }

  /** Figures in the order of the rounds. */
  List<Double> all(String name) {
    return rounds.stream().filter(round -> round.containsKey(name)).map(r -> r.get(name)).toList();
  }

  double median(String name) {
    return median(all(name));
  }

  /** The median, over the rounds with both, of one's figure divided by the other's. */
  double ratio(String name, String to) {
    return median(
        rounds.stream()
            .filter(round -> round.containsKey(name) && round.containsKey(to))
            .map(round -> round.get(name) / round.get(to))
            .toList());
  }

  /** A Markdown table: the medians, their ratios to one of them, all rounds. */
  String table(String to) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : names()) {
      String all = all(name).stream().map(this::text).collect(Collectors.joining(", "));
      rows.add(
          List.of(
              name, text(median(name)), String.format(Locale.ROOT, "%.3f", ratio(name, to)), all));
    }
    return Results.table(List.of("", unit + " (median)", "to " + to, "all rounds"), rows);
  }

  private String text(double figure) {
    return String.format(Locale.ROOT, format, figure);
  }

  /** NaN of nothing. */
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
