package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of class numbers that a data set tells of itself: in the metadata of its Parquet files,
 * or in its card.
 */
public final class ClassNames {
  private final String where;
  private final List<Footer> footers;
  private final Optional<Card> card;
  private final List<String> columns;

  ClassNames(String where, List<Footer> footers, Optional<Card> card, List<String> columns) {
    this.where = where;
    this.footers = footers;
    this.card = card;
    this.columns = columns;
  }

  /** The columns that have class names, in the table's order. */
  public List<String> columns() {
    return columns.stream()
        .filter(
            column ->
                footers.stream().anyMatch(each -> each.names().containsKey(column))
                    || card.stream().anyMatch(each -> each.columns().contains(column)))
        .filter(column -> of(column).isPresent())
        .toList();
  }

  /**
   * The names of a column's classes, by class number.
   *
   * @throws UserException if files, or files and card, name them differently
   */
  public Optional<List<String>> of(String column) {
    Optional<List<String>> inCard =
        card.flatMap(each -> each.names(column, columns, relativeToCard(each)));
    Map<List<String>, String> byNames = new LinkedHashMap<>();
    for (Footer each : footers) {
      byNames.putIfAbsent(each.names().getOrDefault(column, List.of()), each.file());
    }
    if (inCard.isPresent()) {
      byNames.remove(List.<String>of()); // the card speaks for files that say nothing
    }
    Optional<List<String>> inFiles = agreed(column, byNames);
    if (inFiles.isPresent() && inCard.isPresent() && !inFiles.equals(inCard)) {
      throw new UserException(
          "%s: the classes of %s are %s in the metadata of the files but %s in %s"
              .formatted(
                  where,
                  column,
                  Names.list(inFiles.get()),
                  Names.list(inCard.get()),
                  card.get().file()));
    }
    return inCard.or(() -> inFiles);
  }

  private Optional<List<String>> agreed(String column, Map<List<String>, String> found) {
    List<Map.Entry<List<String>, String>> two = new ArrayList<>(found.entrySet());
    if (two.size() > 1) {
      throw new UserException(
          "%s: the classes of %s are %s in %s but %s in %s; write all files with the same metadata"
              .formatted(
                  where,
                  column,
                  shown(two.get(0).getKey()),
                  two.get(0).getValue(),
                  shown(two.get(1).getKey()),
                  two.get(1).getValue()));
    }
    return two.stream().map(Map.Entry::getKey).filter(names -> !names.isEmpty()).findFirst();
  }

  private static String shown(List<String> names) {
    return names.isEmpty() ? "not named" : Names.list(names);
  }

  private List<String> relativeToCard(Card card) {
    String directory = card.file().getParent().toUri().getPath() + "/";
    return footers.stream()
        .map(each -> new org.apache.hadoop.fs.Path(each.file()).toUri().getPath())
        .map(path -> path.startsWith(directory) ? path.substring(directory.length()) : path)
        .toList();
  }
}
