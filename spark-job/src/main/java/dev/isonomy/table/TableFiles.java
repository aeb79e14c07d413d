package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a table: all Parquet below a directory, whatever the directories between are called,
 * without what Spark hides ({@code _} and {@code .} in front) and without empty files.
 *
 * @param root the directory, or the file
 * @param parquet the files, by path
 * @param empty how many files without a byte were left out
 * @param others how many files of other kinds were left out, by extension
 */
record TableFiles(
    FileStatus root, List<FileStatus> parquet, int empty, Map<String, Integer> others) {

  /**
   * Finds the files.
   *
   * @param where how messages begin: the key and the path
   * @throws UserException if there is no Parquet, or a table of another kind among it
   */
  static TableFiles below(FileStatus root, String where, Configuration hadoop) {
    if (root.isFile()) {
      return ofFile(root, where);
    }
    Search search = new Search(root, where, hadoop);
    try {
      search.run();
    } catch (IOException e) {
      throw new UserException(where + " cannot be listed: " + e.getMessage(), e);
    }
    return search.result();
  }

  private static TableFiles ofFile(FileStatus file, String where) {
    String name = file.getPath().getName();
    if (file.getLen() == 0) {
      throw new UserException(where + " is an empty file");
    }
    if (FileKind.isOtherTable(name)) {
      throw new UserException(
          where + " must be Parquet but is ." + FileKind.extension(name) + "; convert it");
    }
    return new TableFiles(file, List.of(file), 0, Map.of());
  }

  /** One walk through a directory. */
  private static final class Search {
    private final FileStatus root;
    private final String prefix;
    private final String where;
    private final FileSystem files;
    private final List<FileStatus> parquet = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final Map<String, Integer> others = new TreeMap<>();
    private int empty;

    Search(FileStatus root, String where, Configuration hadoop) {
      this.root = root;
      this.where = where;
      this.prefix = directory(root.getPath());
      try {
        this.files = root.getPath().getFileSystem(hadoop);
      } catch (IOException e) {
        throw new UserException(where + " cannot be opened: " + e.getMessage(), e);
      }
    }

    void run() throws IOException {
      LocalLinks.check(root, where);
      RemoteIterator<LocatedFileStatus> found = files.listFiles(root.getPath(), true);
      while (found.hasNext()) {
        FileStatus file = found.next();
        String relative = file.getPath().toUri().getPath().substring(prefix.length());
        refuseLogs(relative);
        if (List.of(relative.split("/", -1)).stream().noneMatch(TableFiles::isHidden)) {
          add(file, relative);
        }
      }
      parquet.sort(Comparator.comparing(FileStatus::getPath));
    }

    private void add(FileStatus file, String relative) throws IOException {
      String name = file.getPath().getName();
      boolean known = FileKind.isParquet(name);
      if (file.getLen() == 0) {
        empty += known || FileKind.extension(name).isEmpty() ? 1 : 0;
      } else if (known || (FileKind.extension(name).isEmpty() && sniffed(file))) {
        parquet.add(file);
      } else if (FileKind.isOtherTable(name)) {
        tables.add(relative);
      } else if (!FileKind.isDocument(name)) {
        others.merge(FileKind.extension(name), 1, Integer::sum);
      }
    }

    // Hive's files have no extension.
    private boolean sniffed(FileStatus file) throws IOException {
      try (InputStream in = files.open(file.getPath())) {
        return FileKind.beginsLikeParquet(in.readNBytes(FileKind.HEAD));
      }
    }

    // A table format's files hold rows that its log has deleted or replaced.
    private void refuseLogs(String relative) {
      String format =
          relative.startsWith("_delta_log/") || relative.contains("/_delta_log/")
              ? "Delta Lake"
              : relative.startsWith(".hoodie/")
                  ? "Hudi"
                  : relative.matches("metadata/.*\\.metadata\\.json") ? "Iceberg" : "";
      if (!format.isEmpty()) {
        throw new UserException(
            "%s is a table of %s, whose files also hold rows that it has deleted; write its rows as plain Parquet first"
                .formatted(where, format));
      }
    }

    TableFiles result() {
      tables.sort(null);
      if (parquet.isEmpty()) {
        String found = contents();
        throw new UserException(
            where + (found.isEmpty() ? " is empty" : " holds no Parquet files but " + found));
      }
      if (!tables.isEmpty()) {
        throw new UserException(
            "%s holds Parquet and also %s%s, which is not Parquet and would be left out; move it away or convert it"
                .formatted(
                    where,
                    tables.get(0),
                    tables.size() == 1
                        ? ""
                        : String.format(Locale.ROOT, " and %,d more", tables.size() - 1)));
      }
      return new TableFiles(root, List.copyOf(parquet), empty, Map.copyOf(others));
    }

    private String contents() {
      List<String> found = new ArrayList<>();
      if (!tables.isEmpty()) {
        found.add(
            "%s of another kind, such as %s"
                .formatted(counted(tables.size(), "table"), tables.get(0)));
      }
      if (empty > 0) {
        found.add(counted(empty, "empty file"));
      }
      if (!others.isEmpty()) {
        found.add(counted(count(others), "other file") + " (" + extensions(others) + ")");
      }
      return String.join(", ", found);
    }
  }

  private static String directory(Path path) {
    String text = path.toUri().getPath();
    return text.endsWith("/") ? text : text + "/";
  }

  /** As Spark decides; a directory {@code _x=1} holds a partition. */
  static boolean isHidden(String name) {
    return (name.startsWith("_") && !name.contains("="))
        || name.startsWith(".")
        || name.endsWith("._COPYING_");
  }

  private static int count(Map<String, Integer> others) {
    return others.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static String counted(int count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private static String extensions(Map<String, Integer> others) {
    return others.keySet().stream()
        .sorted()
        .map(each -> each.isEmpty() ? "no extension" : "." + each)
        .collect(Collectors.joining(", "));
  }

  /**
   * What tells these files from all others below the root by their names alone, as a pattern of
   * Hadoop's; nothing if their names do not tell.
   */
  Optional<String> nameFilter() {
    Set<String> extensions = new TreeSet<>();
    for (FileStatus file : parquet) {
      String name = file.getPath().getName();
      if (!FileKind.isParquet(name)) {
        return Optional.empty();
      }
      extensions.add(name.substring(name.lastIndexOf('.') + 1));
    }
    return Optional.of("*.{" + String.join(",", extensions) + "}");
  }

  /** What was left out, in words for people; nothing if nothing was. */
  List<String> leftOut() {
    List<String> notes = new ArrayList<>();
    if (empty > 0) {
      notes.add(counted(empty, "empty file") + " left out");
    }
    if (!others.isEmpty()) {
      notes.add(
          "%s of other kinds left out (%s)"
              .formatted(counted(count(others), "file"), extensions(others)));
    }
    return notes;
  }
}
