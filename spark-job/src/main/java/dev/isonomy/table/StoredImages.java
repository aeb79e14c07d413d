package dev.isonomy.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The encoded images of a table's rows: the bytes that they hold or, as {@code datasets} writes
 * images that it does not embed, the files that their paths name.
 */
public final class StoredImages implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Larger files are no images of the pixels that are read; a row is not worth the memory. */
  private static final long MOST_BYTES = 1L << 30;

  private static final List<String> WEB = List.of("http:", "https:", "ftp:");

  private final List<String> folders;
  private final SerializableConfiguration hadoop;

  private StoredImages(List<String> folders, Configuration hadoop) {
    this.folders = List.copyOf(folders);
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /**
   * Images of a table.
   *
   * @param table path of a Parquet file or a directory of some: relative paths of images begin at
   *     this directory, or at the one above it
   */
  public static StoredImages of(SparkSession spark, String table) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<String> folders = new ArrayList<>();
    Path root = TablePath.of(table);
    try {
      FileStatus status = root.getFileSystem(hadoop).getFileStatus(root);
      Path folder = status.isFile() ? status.getPath().getParent() : status.getPath();
      for (Path each = folder; each != null && folders.size() < 2; each = each.getParent()) {
        folders.add(each.toString());
      }
    } catch (IOException e) { // a table that cannot be opened says so itself
      return new StoredImages(List.of(), hadoop);
    }
    return new StoredImages(folders, hadoop);
  }

  /**
   * The encoded image of a row.
   *
   * @param column of binary, of paths, or of a struct of both
   * @return all bytes of its file
   * @throws IOException if the row has none, or its path names no file that can be read
   */
  public byte[] read(Row row, String column) throws IOException {
    Object value = row.getAs(column);
    Object bytes = value instanceof Row struct ? field(struct, "bytes") : value;
    Object path = value instanceof Row struct ? field(struct, "path") : value;
    boolean named = path instanceof String text && !text.isBlank();
    if (bytes instanceof byte[] encoded && (encoded.length > 0 || !named)) {
      return encoded;
    }
    if (!named) {
      throw new IOException("no image: the row has neither bytes nor a path");
    }
    return file((String) path);
  }

  private static Object field(Row struct, String name) {
    return Arrays.asList(struct.schema().fieldNames()).contains(name) ? struct.getAs(name) : null;
  }

  private byte[] file(String text) throws IOException {
    if (WEB.stream().anyMatch(text.toLowerCase(Locale.ROOT)::startsWith)) {
      throw new IOException(
          "no bytes, only the address " + text + ", which is not fetched: download the images");
    }
    try {
      for (Path candidate : candidates(text)) {
        Optional<byte[]> found = contents(candidate);
        if (found.isPresent()) {
          return found.get();
        }
      }
    } catch (IllegalArgumentException e) { // of Path
      throw new IOException("no bytes, only the path " + text + ", which is none", e);
    }
    throw new FileNotFoundException(
        "no bytes, only the path %s, and there is no such file%s"
            .formatted(text, isRelative(text) ? " below " + String.join(" or ", folders) : ""));
  }

  private List<Path> candidates(String text) {
    if (!isRelative(text)) {
      return List.of(TablePath.of(text));
    }
    return folders.stream().map(folder -> new Path(new Path(folder), relative(text))).toList();
  }

  /** A relative path, in which a colon does not end a scheme. */
  private static Path relative(String text) {
    return new Path(null, null, text);
  }

  private static boolean isRelative(String text) {
    return !text.startsWith("/") && !text.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*");
  }

  private Optional<byte[]> contents(Path file) throws IOException {
    FileSystem files = file.getFileSystem(hadoop.value());
    FileStatus status;
    try {
      status = files.getFileStatus(file);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    if (status.isDirectory()) {
      throw new IOException("no bytes, only the path " + file + ", which is a directory");
    }
    if (status.getLen() > MOST_BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has %,d bytes, more than %,d", file, status.getLen(), MOST_BYTES));
    }
    try (InputStream in = files.open(file)) {
      return Optional.of(in.readAllBytes());
    }
  }
}
