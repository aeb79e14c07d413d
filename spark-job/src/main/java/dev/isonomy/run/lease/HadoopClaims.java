package dev.isonomy.run.lease;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;

/**
 * Claims on any Hadoop file system.
 *
 * @param files the file system
 * @param root the run's directory
 * @param createdRoot whether the run's directory goes with the lease if nothing else is in it
 */
record HadoopClaims(FileSystem files, Path root, boolean createdRoot) implements ClaimStore {
  // What is created there appears when it is closed, as a whole; renames are copies.
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3", "s3n", "gs");

  // Clients fail when a file is replaced between two of their requests.
  private static final int READS = 5;

  private Path directory() {
    return new Path(root, DIRECTORY);
  }

  private Path file(String id) {
    return new Path(directory(), id + SUFFIX);
  }

  private Path part(String id) {
    return new Path(directory(), "." + id + ".part");
  }

  private boolean isObjectStore() {
    return OBJECT_STORES.contains(String.valueOf(root.toUri().getScheme()));
  }

  @Override
  public SortedMap<String, String> list(String own) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    FileStatus[] listed;
    try {
      listed = files.listStatus(directory());
    } catch (FileNotFoundException e) {
      return found;
    }
    for (FileStatus each : listed) {
      String name = each.getPath().getName();
      if (each.isFile() && name.endsWith(SUFFIX) && !name.startsWith(".")) {
        String id = name.substring(0, name.length() - SUFFIX.length());
        Optional<String> text = id.equals(own) ? Optional.of("") : text(each.getPath());
        text.ifPresent(it -> found.put(id, it));
      }
    }
    return found;
  }

  /** Empty if it was withdrawn. */
  private Optional<String> text(Path file) throws IOException {
    IOException replaced = null;
    for (int i = 0; i < READS; i++) {
      try (InputStream in = files.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (IOException e) {
        replaced = e;
      }
    }
    throw replaced;
  }

  @Override
  public void put(String id, String text) throws IOException {
    Path first = isObjectStore() ? file(id) : part(id);
    try (OutputStream out = files.create(first, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (!isObjectStore()) {
      FileContext.getFileContext(root.toUri(), files.getConf())
          .rename(first, file(id), Options.Rename.OVERWRITE);
    }
  }

  @Override
  public void renew(String id, String text) throws IOException {
    put(id, text);
  }

  @Override
  public void delete(String id) throws IOException {
    if (!isObjectStore()) {
      files.delete(part(id), false);
    }
    files.delete(file(id), false);
  }

  @Override
  public void removeDirectory() throws IOException {
    try {
      removeIfEmpty(directory());
      if (createdRoot) {
        removeIfEmpty(root);
      }
    } catch (PathIsNotEmptyDirectoryException e) {
      // another process begins, or the run has left something
    }
  }

  private void removeIfEmpty(Path path) throws IOException {
    try {
      if (files.listStatus(path).length == 0) {
        files.delete(path, false);
      }
    } catch (FileNotFoundException e) {
      // gone already, as directories of object stores are
    }
  }

  @Override
  public String shown(String id) {
    return file(id).toString();
  }
}
