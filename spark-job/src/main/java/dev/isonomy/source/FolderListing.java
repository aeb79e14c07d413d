package dev.isonomy.source;

import dev.isonomy.image.ImageFormat;
import dev.isonomy.table.LocalLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The image files below a folder, and what else is there.
 *
 * @param paths of the files whose names end like an image's, in order
 * @param others numbers of other files by the endings of their names
 * @param hidden image files whose name, or a folder's, begins with a dot or two underscores: copies
 *     that systems leave behind, such as {@code ._a.png} or {@code __MACOSX}
 */
record FolderListing(List<String> paths, Map<String, Long> others, long hidden) {
  private static final int MOST_ENDINGS = 6;
  private static final int LONGEST_ENDING = 12;

  /** Lists a folder and all below it; a file is a folder of itself. */
  static FolderListing of(FileStatus root, String where, Configuration hadoop) throws IOException {
    LocalLinks.check(root, where);
    List<String> paths = new ArrayList<>();
    Map<String, Long> others = new TreeMap<>();
    long hidden = 0;
    RemoteIterator<LocatedFileStatus> found =
        root.getPath().getFileSystem(hadoop).listFiles(root.getPath(), true);
    while (found.hasNext()) {
      String path = found.next().getPath().toString();
      boolean image = ImageFormat.hasSuffix(path);
      if (isHidden(relative(root, path))) {
        hidden += image ? 1 : 0;
      } else if (image) {
        paths.add(path);
      } else {
        others.merge(ending(path), 1L, Long::sum);
      }
    }
    paths.sort(Comparator.naturalOrder());
    return new FolderListing(paths, others, hidden);
  }

  private static boolean isHidden(String relative) {
    return List.of(relative.split("/", -1)).stream()
        .anyMatch(name -> name.startsWith(".") || name.startsWith("__"));
  }

  private static String ending(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    boolean plausible = dot > 0 && name.length() - dot <= LONGEST_ENDING;
    return plausible ? name.substring(dot).toLowerCase(Locale.ROOT) : "no ending";
  }

  /** A file's path below the folder. */
  static String relative(FileStatus root, String path) {
    String file = new Path(path).toUri().getPath();
    String folder = root.getPath().toUri().getPath();
    return root.isFile() ? root.getPath().getName() : file.substring(folder.length() + 1);
  }

  /** What was skipped, one line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    long count = others.values().stream().mapToLong(each -> each).sum();
    if (count > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d %s skipped (%s)",
              count,
              count == 1 ? "file with another ending was" : "files with other endings were",
              endings()));
    }
    if (hidden > 0) {
      notes.add(String.format(Locale.ROOT, "%,d hidden image files were skipped", hidden));
    }
    return notes;
  }

  /** The endings that are frequent first, with their numbers. */
  private String endings() {
    String listed =
        others.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(MOST_ENDINGS)
            .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    return others.size() > MOST_ENDINGS ? listed + ", ..." : listed;
  }
}
