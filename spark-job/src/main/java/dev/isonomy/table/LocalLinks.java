package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;

/**
 * Symbolic links below a local directory. Hadoop leaves a link to nothing out of its listings
 * without a word, and lists a directory that a link leads back into again and again.
 */
public final class LocalLinks {
  private LocalLinks() {}

  /**
   * Refuses links that would hide files or show them twice; on other file systems there are none.
   *
   * @param where how the message begins: the key and the path
   * @throws UserException naming the link
   * @throws IOException if the directory cannot be listed
   */
  public static void check(FileStatus root, String where) throws IOException {
    if (root.isFile() || !"file".equals(root.getPath().toUri().getScheme())) {
      return;
    }
    Path directory = Path.of(root.getPath().toUri().getPath());
    try (Stream<Path> all = Files.walk(directory)) {
      // A link that is the root itself is what the user named.
      all.filter(each -> !each.equals(directory) && Files.isSymbolicLink(each))
          .filter(each -> !TableFiles.isHidden(each.getFileName().toString()))
          .forEach(link -> check(link, where));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void check(Path link, String where) {
    try {
      if (!Files.exists(link)) {
        throw new UserException(
            "%s: %s is a link to %s, which does not exist; remove it or restore the file"
                .formatted(where, link, Files.readSymbolicLink(link)));
      }
      if (link.getParent().toRealPath().startsWith(link.toRealPath())) {
        throw new UserException(
            "%s: %s is a link back to %s, whose files would be read many times; remove it"
                .formatted(where, link, link.toRealPath()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
