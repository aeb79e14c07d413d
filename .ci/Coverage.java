import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints the lines and branches that tests reached, a line for each module, from the table that
 * JaCoCo's {@code report-aggregate} wrote: {@code java Coverage.java jacoco.csv}.
 */
class Coverage {
  public static void main(String[] arguments) throws IOException {
    List<String> rows = Files.readAllLines(Path.of(arguments[0]));
    List<String> columns = Arrays.asList(rows.get(0).split(","));
    Map<String, long[]> modules = new TreeMap<>();
    // A module that is a dependency twice, as a jar and as a jar of tests, is in the table twice.
    for (String row : rows.stream().skip(1).distinct().toList()) {
      String[] fields = row.split(",");
      String module = fields[0].substring(fields[0].lastIndexOf('/') + 1);
      long[] sums = modules.computeIfAbsent(module, name -> new long[4]);
      int next = 0;
      for (String kind : List.of("LINE", "BRANCH")) {
        sums[next++] += Long.parseLong(fields[columns.indexOf(kind + "_COVERED")]);
        sums[next++] += Long.parseLong(fields[columns.indexOf(kind + "_MISSED")]);
      }
    }
    System.out.printf("%-24s%24s%26s%n", "coverage", "lines", "branches");
    modules.forEach((module, sums) -> print(module, sums));
    print("all modules", modules.values().stream().reduce(new long[4], Coverage::plus));
  }

  private static void print(String module, long[] sums) {
    System.out.printf(
        "%-24s%24s%26s%n", module, share(sums[0], sums[1]), share(sums[2], sums[3]));
  }

  private static String share(long reached, long missed) {
    long all = reached + missed;
    return "%d of %d, %5.1f%%".formatted(reached, all, all == 0 ? 100.0 : 100.0 * reached / all);
  }

  private static long[] plus(long[] one, long[] other) {
    long[] sum = one.clone();
    Arrays.setAll(sum, i -> one[i] + other[i]);
    return sum;
  }
}
