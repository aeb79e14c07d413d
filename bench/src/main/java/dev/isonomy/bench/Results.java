package dev.isonomy.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where measurements go: a table for people, a file for programs. */
final class Results {
  private static final String ROOT_PROPERTY = "isonomy.root";

  private Results() {}

  /** The project's directory, set by the launcher. */
  static Path root() {
    return Path.of(System.getProperty(ROOT_PROPERTY, "."));
  }

  /** A directory of the measurements. */
  static Path directory() {
    return root().resolve("target").resolve("bench");
  }

  /** The file {@code target/bench/NAME.json}; its directory is there. */
  static Path file(String name) {
    try {
      return Files.createDirectories(directory()).resolve(name + ".json");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + directory(), e);
    }
  }

  /** Writes {@code target/bench/NAME.json}. */
  static void write(String name, JsonElement json) {
    Path file = file(name);
    try {
      Files.writeString(file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    System.out.println("written: " + file.normalize());
  }

  /** A Markdown table whose columns are aligned. */
  static String table(List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    all.add(1, rule);
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
      line.append(" |");
    }
    return line.toString();
  }
}
