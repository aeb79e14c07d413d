package dev.isonomy.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The speeds of those that take turns. What a shared machine does to one round it does to all of
 * them, so that they are compared within the rounds; the median is what noise moves least.
 */
final class Rounds {
  private final Map<String, List<Double>> speeds = new LinkedHashMap<>();
  private final String unit;

  /** Nothing is measured yet; {@code unit} is what the speeds are in. */
  Rounds(String unit) {
    this.unit = unit;
  }

  void add(String name, double speed) {
    speeds.computeIfAbsent(name, key -> new ArrayList<>()).add(speed);
    System.err.printf(Locale.ROOT, "%s: %.1f %s%n", name, speed, unit);
  }

  /** Who was measured, in the order of their first turns. */
  Set<String> names() {
    return speeds.keySet();
  }

  double median(String name) {
    return median(speeds.get(name));
  }

  /** The median over the rounds of how many times as fast one is as the other. */
  double ratio(String name, String to) {
    List<Double> ours = speeds.get(name);
    List<Double> theirs = speeds.get(to);
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < Math.min(ours.size(), theirs.size()); round++) {
      ratios.add(ours.get(round) / theirs.get(round));
    }
    return median(ratios);
  }

  /** A Markdown table: the medians, their ratios to one of them, all rounds. */
  String table(String to) {
    List<List<String>> rows = new ArrayList<>();
    for (String name : names()) {
      String all =
          speeds.get(name).stream()
              .map(speed -> String.format(Locale.ROOT, "%.1f", speed))
              .collect(Collectors.joining(", "));
      rows.add(
          List.of(
              name,
              String.format(Locale.ROOT, "%.1f", median(name)),
              String.format(Locale.ROOT, "%.3f", ratio(name, to)),
              all));
    }
    return Results.table(List.of("", unit + " (median)", "to " + to, "all rounds"), rows);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
