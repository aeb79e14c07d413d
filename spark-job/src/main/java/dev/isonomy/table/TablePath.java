package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Paths as users write them: nothing in them is a pattern. */
public final class TablePath {
  // "faces:2024" is a file's name, "s3a://..." and "file:/..." are places.
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");

  private TablePath() {}

  /**
   * A path, taken literally.
   *
   * @param text a path of any Hadoop file system, or a local one with colons in it
   * @throws IllegalArgumentException if it is none
   */
  public static Path of(String text) {
    File local = new File(text);
    boolean colon = text.indexOf(':') >= 0 && !SCHEME.matcher(text).matches();
    return colon && local.exists() ? new Path(local.getAbsoluteFile().toURI()) : new Path(text);
  }

  /**
   * Lets a local file with a colon in its name be opened. Hadoop looks for its checksum file first,
   * for whose name {@code .a:b.crc} it has no path, so that checksums of local files are not looked
   * at from now on. Elsewhere names have no checksum files.
   */
  public static void allowColon(Path file, Configuration hadoop) {
    try {
      if (file.getName().indexOf(':') >= 0
          && file.getFileSystem(hadoop) instanceof ChecksumFileSystem local) {
        local.setVerifyChecksum(false);
      }
    } catch (IOException e) {
      throw new UserException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * What lies at a path.
   *
   * @param key option or configuration key that names it
   * @param text the path
   * @throws UserException if nothing is there or it cannot be opened
   */
  public static FileStatus status(String key, String text, Configuration hadoop) {
    try {
      Path path = of(text);
      return path.getFileSystem(hadoop).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new UserException(key + " " + text + " does not exist", e);
    } catch (UnsupportedFileSystemException e) {
      throw new UserException(
          "%s %s cannot be opened: %s; put the Hadoop connector of this scheme on the class path (spark-submit --packages)"
              .formatted(key, text, e.getMessage()),
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(key + " " + text + " cannot be opened: " + e.getMessage(), e);
    }
  }
}
