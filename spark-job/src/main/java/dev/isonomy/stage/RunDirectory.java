package dev.isonomy.stage;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** The directory that holds a run's artifacts, on any Hadoop file system. */
public final class RunDirectory {
  // Schemes without a rename that is one step.
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3", "s3n", "gs");

  private final Path root;
  private final FileSystem files;

  private RunDirectory(Path root, FileSystem files) {
    this.root = root;
    this.files = files;
  }

  /**
   * The directory at a path; nothing is created yet.
   *
   * @throws UserException if no file system knows the path, or it cannot be reached
   */
  public static RunDirectory at(String dir, Configuration hadoop) {
    try {
      Path path = new Path(dir);
      FileSystem files = path.getFileSystem(hadoop);
      Path root = files.makeQualified(path);
      files.exists(root); // a bucket, a name server, credentials: whatever is missing shows here
      return new RunDirectory(root, files);
    } catch (IOException | RuntimeException e) { // clients of object stores throw either
      throw new UserException(
          "isonomy.run.dir \"" + dir + "\" is not a path that Hadoop can open: " + firstLine(e), e);
    }
  }

  /** An artifact's path. */
  public Path path(String name) {
    return new Path(root, name);
  }

  /** An artifact's path as Spark's readers and writers take it. */
  public String uri(String name) {
    return path(name).toString();
  }

  /** The path as a person writes it: without {@code file:}. */
  public String shown(String name) {
    Path path = name.isEmpty() ? root : path(name);
    return isLocal() ? path.toUri().getPath() : path.toString();
  }

  /** Whether it lies on this machine's own file system. */
  public boolean isLocal() {
    return "file".equals(root.toUri().getScheme());
  }

  /** Whether there is an artifact of this name. */
  public boolean exists(String name) {
    try {
      return files.exists(name.isEmpty() ? root : path(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + path(name), e);
    }
  }

  /**
   * Checks that files can be written; leaves nothing.
   *
   * @throws UserException if they cannot
   */
  public void requireWritable() {
    Path probe = path(".isonomy-probe");
    try {
      boolean existed = files.exists(root);
      files.mkdirs(root);
      files.create(probe, true).close();
      files.delete(probe, false);
      if (!existed) {
        files.delete(root, false);
      }
    } catch (IOException e) {
      throw new UserException(
          "isonomy.run.dir "
              + shown("")
              + " cannot be written ("
              + firstLine(e)
              + "); choose a directory that can",
          e);
    }
  }

  /** The text of an artifact. */
  public String read(String name) {
    try (InputStream in = files.open(path(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path(name), e);
    }
  }

  /** Writes an artifact so that a reader sees the old text or the new one, never a part. */
  public void write(String name, String text) {
    Path whole = path(name);
    try {
      if (isObjectStore()) { // what is created there appears when it is closed, as a whole
        create(whole, text);
        return;
      }
      Path part = new Path(whole.getParent(), "." + whole.getName() + ".part");
      create(part, text);
      if (!files.rename(part, whole)) { // HDFS does not replace unless asked to
        FileContext.getFileContext(root.toUri(), files.getConf())
            .rename(part, whole, Options.Rename.OVERWRITE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + whole, e);
    }
  }

  private void create(Path path, String text) throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private boolean isObjectStore() {
    return OBJECT_STORES.contains(String.valueOf(root.toUri().getScheme()));
  }

  /** Removes an artifact if it is there. */
  public void delete(String name) {
    try {
      files.delete(path(name), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path(name), e);
    }
  }

  /** Removes everything, itself included, but for one artifact if that is there. */
  void clear(String kept) {
    try {
      if (!exists(kept)) {
        files.delete(root, true);
        return;
      }
      for (FileStatus each : files.listStatus(root)) {
        if (!each.getPath().getName().equals(kept)) {
          files.delete(each.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean " + root, e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getName());
  }
}
