package dev.isonomy.cli;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Reads {@code --config}: a local file, or a URI of any file system Hadoop knows. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * The file's text, empty if no file is given.
   *
   * @throws UserException if it cannot be read
   */
  static String read(String file) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      return file.contains("://") ? readRemote(file) : Files.readString(Path.of(file));
    } catch (IOException | IllegalArgumentException e) {
      boolean missing = !file.contains("://") && !Files.exists(Path.of(file));
      throw new UserException(
          "--config " + file + (missing ? " does not exist" : " cannot be read: " + e.getMessage()),
          e);
    }
  }

  private static String readRemote(String uri) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
