package dev.isonomy.cli;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads {@code --config}: a local file, a URI of any file system Hadoop knows, or the name of a
 * file that spark-submit was given as {@code --files}.
 */
final class ConfigFile {
  private static final String HADOOP = "spark.hadoop.";
  private static final int LARGEST = 1 << 20;

  private ConfigFile() {}

  /**
   * The file's text, empty if no file is given.
   *
   * @param sparkProperties how Spark was submitted
   * @throws UserException if it cannot be read
   */
  static String read(String file, Map<String, String> sparkProperties) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      if (file.contains("://")) {
        return readRemote(file, sparkProperties);
      }
      Optional<String> submitted = submitted(file, sparkProperties);
      if (!Files.exists(Path.of(file)) && submitted.isPresent()) {
        return readRemote(submitted.get(), sparkProperties);
      }
      return text(Files.newInputStream(Path.of(file)));
    } catch (IOException | IllegalArgumentException e) {
      boolean missing = !file.contains("://") && missing(file);
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      throw new UserException(
          "--config " + file + (missing ? " does not exist" : " cannot be read: " + reason), e);
    }
  }

  private static boolean missing(String file) {
    try {
      return !Files.exists(Path.of(file));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Where Spark keeps a file of this name that travels with the job. */
  private static Optional<String> submitted(String name, Map<String, String> sparkProperties) {
    return Arrays.stream(sparkProperties.getOrDefault("spark.files", "").split(",", -1))
        .filter(each -> each.endsWith("/" + name))
        .findFirst();
  }

  private static String readRemote(String uri, Map<String, String> sparkProperties)
      throws IOException {
    Configuration hadoop = new Configuration();
    sparkProperties.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    return text(path.getFileSystem(hadoop).open(path));
  }

  private static String text(InputStream opened) throws IOException {
    try (InputStream in = opened) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IOException("it has more than " + LARGEST + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
