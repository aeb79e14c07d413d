package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * One configuration of a data set's card.
 *
 * @param name its name, "default" without one
 * @param features all columns
 * @param classes class names of those that have some, by class number
 * @param files patterns of its data files, relative to the card; empty if the card does not say
 */
record CardConfig(
    String name, Set<String> features, Map<String, List<String>> classes, List<String> files) {
  private static final String DEFAULT = "default";

  /**
   * The configurations in a card's front matter.
   *
   * @throws UserException if class numbers are missing or no numbers
   */
  static List<CardConfig> of(Path card, Object yaml) {
    Map<String, List<String>> files = files(Card.map(yaml).get("configs"));
    List<CardConfig> configs = new ArrayList<>();
    for (Object info : Card.list(Card.map(yaml).get("dataset_info"))) {
      Map<?, ?> described = Card.map(info);
      String name = text(described.get("config_name"), DEFAULT);
      Set<String> features = new HashSet<>();
      Map<String, List<String>> classes = new LinkedHashMap<>();
      for (Object each : Card.list(described.get("features"))) {
        Map<?, ?> feature = Card.map(each);
        String column = text(feature.get("name"), "");
        features.add(column);
        List<String> names = classes(card, column, feature);
        if (!names.isEmpty()) {
          classes.put(column, names);
        }
      }
      if (!features.isEmpty()) {
        configs.add(new CardConfig(name, features, classes, files.getOrDefault(name, List.of())));
      }
    }
    return configs;
  }

  /** Class names of a column, null if it has none. */
  List<String> names(String column) {
    return classes.get(column);
  }

  /**
   * Whether all of the files are this configuration's: by the patterns of the card, or, as Hugging
   * Face lays data sets out, below a directory of its name.
   */
  boolean hasAll(List<String> relative) {
    return relative.stream().allMatch(this::has);
  }

  private boolean has(String file) {
    if (files.isEmpty()) {
      return List.of(file.split("/", -1)).contains(name);
    }
    java.nio.file.Path path = java.nio.file.Path.of(file);
    return files.stream()
        .flatMap(each -> Stream.of(each, each.replaceFirst("^\\*\\*/", ""))) // ** may be nothing
        .map(CardConfig::matcher)
        .anyMatch(each -> each.matches(path));
  }

  private static PathMatcher matcher(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (IllegalArgumentException e) {
      return path -> path.toString().equals(pattern);
    }
  }

  private static Map<String, List<String>> files(Object configs) {
    Map<String, List<String>> files = new HashMap<>();
    for (Object config : Card.list(configs)) {
      String name = text(Card.map(config).get("config_name"), DEFAULT);
      String directory = text(Card.map(config).get("data_dir"), "");
      List<String> patterns = new ArrayList<>();
      for (Object each : Card.list(Card.map(config).get("data_files"))) {
        Object path = each instanceof Map<?, ?> split ? split.get("path") : each;
        Card.list(path).forEach(pattern -> patterns.add(text(pattern, "")));
      }
      if (patterns.isEmpty() && !directory.isEmpty()) {
        patterns.add("**");
      }
      files.put(
          name,
          directory.isEmpty()
              ? patterns
              : patterns.stream().map(pattern -> directory + "/" + pattern).toList());
    }
    return files;
  }

  private static List<String> classes(Path card, String column, Map<?, ?> feature) {
    Object label = Card.map(feature.get("dtype")).get("class_label");
    Object names = Card.map(label == null ? feature.get("class_label") : label).get("names");
    if (!(names instanceof Map<?, ?> numbered)) {
      return Card.list(names).stream().map(each -> text(each, "")).toList();
    }
    Map<Integer, String> byNumber = new TreeMap<>();
    numbered.forEach((number, name) -> byNumber.put(number(card, column, number), text(name, "")));
    if (byNumber.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1)
            != byNumber.size() - 1
        || byNumber.size() != numbered.size()) {
      throw new UserException(
          "%s must name every class of %s from 0 on once, but names the numbers %s"
              .formatted(card, column, numbered.keySet()));
    }
    return List.copyOf(byNumber.values());
  }

  private static int number(Path card, String column, Object number) {
    String text = text(number, "");
    if (!text.matches("\\d{1,9}")) {
      throw new UserException(
          "%s must number the classes of %s by 0, 1, ... but has %s"
              .formatted(card, column, text.isEmpty() ? "\"\"" : text));
    }
    return Integer.parseInt(text);
  }

  private static String text(Object node, String absent) {
    return node == null ? absent : node.toString();
  }
}
