package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A data set's card: the README.md with the front matter of Hugging Face {@code datasets}, which
 * may describe several configurations of the set.
 *
 * @param file its path
 * @param configs the configurations with features
 * @param above whether it lies in the directory above the table's, where it may be another's: then
 *     a configuration that lists its files counts only for these
 */
record Card(Path file, List<CardConfig> configs, boolean above) {
  private static final String NAME = "README.md";

  /**
   * The card of a table: beside its files, or in the directory above.
   *
   * @throws UserException if its front matter names classes but is not YAML
   */
  static Optional<Card> of(FileStatus table, Configuration hadoop) {
    Path directory = table.isFile() ? table.getPath().getParent() : table.getPath();
    List<Path> places = new ArrayList<>();
    for (int up = 0; up < 2 && directory != null; up++, directory = directory.getParent()) {
      places.add(new Path(directory, NAME));
    }
    for (Path place : places) {
      Optional<Card> card = read(place, hadoop);
      if (card.isPresent() && !card.get().configs().isEmpty()) {
        return Optional.of(new Card(place, card.get().configs(), !place.equals(places.get(0))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Card> read(Path file, Configuration hadoop) {
    try {
      FileSystem files = file.getFileSystem(hadoop);
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = files.open(file)) {
        return Optional.of(parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads a card's text; without front matter that describes features it has no configurations. */
  static Card parse(Path file, String markdown) {
    String front = frontMatter(markdown);
    try {
      Object yaml = front.isEmpty() ? null : load(front, file.toString());
      return new Card(file, CardConfig.of(file, yaml), false);
    } catch (YamlEngineException e) {
      if (!front.contains("class_label")) {
        return new Card(file, List.of(), false);
      }
      throw new UserException(
          "%s names classes in its front matter, but that is not valid YAML: %s"
              .formatted(file, e.getMessage().replaceAll("\\s+", " ").strip()),
          e);
    }
  }

  /**
   * Everything stays the text that it is: a class "no" or "1.0" keeps its name, which a schema with
   * numbers and booleans would change.
   */
  private static Object load(String yaml, String label) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setSchema(new FailsafeSchema())
            .setAllowDuplicateKeys(false)
            .build();
    return new Load(settings).loadFromString(yaml);
  }

  private static String frontMatter(String markdown) {
    String text = markdown.startsWith("\uFEFF") ? markdown.substring(1) : markdown;
    List<String> lines = text.stripLeading().lines().toList();
    if (lines.isEmpty() || !lines.get(0).stripTrailing().equals("---")) {
      return "";
    }
    for (int end = 1; end < lines.size(); end++) {
      if (lines.get(end).stripTrailing().equals("---")) {
        return String.join("\n", lines.subList(1, end));
      }
    }
    return "";
  }

  /**
   * The class names of a column.
   *
   * @param column its name
   * @param columns all columns of the table
   * @param files the table's files, relative to the card's directory
   * @throws UserException if configurations that may be meant name them differently
   */
  Optional<List<String>> names(String column, List<String> columns, List<String> files) {
    List<CardConfig> naming =
        configs.stream()
            .filter(each -> each.names(column) != null)
            .filter(each -> !above || each.files().isEmpty() || each.hasAll(files))
            .toList();
    if (differ(naming, column)) {
      naming = narrowed(naming, columns, files);
    }
    if (differ(naming, column)) {
      CardConfig one = naming.get(0);
      CardConfig other =
          naming.stream()
              .filter(each -> !each.names(column).equals(one.names(column)))
              .findFirst()
              .orElseThrow();
      throw new UserException(
          "%s names the classes of %s differently in its configurations %s (%s) and %s (%s); read the files of one of them alone"
              .formatted(
                  file,
                  column,
                  one.name(),
                  Names.list(one.names(column)),
                  other.name(),
                  Names.list(other.names(column))));
    }
    return naming.stream().map(each -> each.names(column)).findFirst();
  }

  private static boolean differ(List<CardConfig> configs, String column) {
    Set<List<String>> names = new HashSet<>();
    configs.forEach(each -> names.add(each.names(column)));
    return names.size() > 1;
  }

  /** The configurations whose data files these are, else those that have all of the columns. */
  private static List<CardConfig> narrowed(
      List<CardConfig> configs, List<String> columns, List<String> files) {
    List<CardConfig> byFiles = configs.stream().filter(each -> each.hasAll(files)).toList();
    if (!byFiles.isEmpty()) {
      return byFiles;
    }
    List<CardConfig> byColumns =
        configs.stream().filter(each -> each.features().containsAll(columns)).toList();
    return byColumns.isEmpty() ? configs : byColumns;
  }

  /** The columns that some configuration names the classes of. */
  Set<String> columns() {
    Set<String> columns = new HashSet<>();
    for (CardConfig each : configs) {
      columns.addAll(each.classes().keySet());
    }
    return columns;
  }

  /** A node of a YAML document as a map, empty if it is none. */
  static Map<?, ?> map(Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  /** A node of a YAML document as a list; a single one is a list of one. */
  static List<?> list(Object node) {
    return node == null ? List.of() : node instanceof List<?> list ? list : List.of(node);
  }
}
