package dev.isonomy.spark.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of cells in names of metrics. Sinks keep letters and digits only, Prometheus' among them,
 * so that names which differ in other characters would become one.
 */
final class MetricNames {
  private MetricNames() {}

  /**
   * A metric's name for each cell.
   *
   * @param cells names of the cells
   * @return each name as it is where it has letters, digits, {@code _}, {@code -} and dots only and
   *     stays unique when a sink replaces these; otherwise with {@code _} for all else, and with
   *     the cell's index behind it
   */
  static List<String> of(List<String> cells) {
    Map<String, Integer> uses = new HashMap<>();
    cells.forEach(cell -> uses.merge(inSink(cell), 1, Integer::sum));
    List<String> names = new ArrayList<>();
    for (int c = 0; c < cells.size(); c++) {
      String plain = cells.get(c).replaceAll("[^A-Za-z0-9._-]", "_");
      boolean kept = plain.equals(cells.get(c)) && !plain.isEmpty() && uses.get(inSink(plain)) == 1;
      String name = kept ? plain : plain + "-cell" + c;
      while (!kept && uses.containsKey(inSink(name))) {
        name += "_";
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  private static String inSink(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_");
  }
}
