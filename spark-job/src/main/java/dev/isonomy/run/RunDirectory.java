package dev.isonomy.run;

import dev.isonomy.error.UserException;
import dev.isonomy.run.lease.Acquisition;
import dev.isonomy.run.lease.Leases;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** The directory that holds a run's artifacts, on any Hadoop file system. */
public final class RunDirectory {
  // Schemes without a rename that is one step.
  private static final Set<String> OBJECT_STORES = Set.of("s3a", "s3", "s3n", "gs");

  // What is there before a run has made anything.
  private static final Set<String> BESIDE = Set.of(Acquisition.DIRECTORY, "logs");

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
   * A way to become the one process that writes here; nothing happens yet.
   *
   * @param timeoutSeconds how long another owner may be silent before it counts as dead
   * @param console told what is going on
   */
  public Acquisition acquisition(int timeoutSeconds, Console console) {
    try {
      return Acquisition.of(files, root, shown(""), timeoutSeconds, console::note);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for " + root, e);
    }
  }

  /**
   * Checks that the directory still belongs to this process, if it has taken it.
   *
   * @throws UserException if another process has taken it over
   */
  public void requireHeld() {
    Leases.requireHeld(root.toString());
  }

  /** Whether nothing is there but what says who works on it. */
  public boolean isEmpty() {
    try {
      return !files.exists(root)
          || Arrays.stream(files.listStatus(root))
              .allMatch(each -> BESIDE.contains(each.getPath().getName()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
  }

  /** Whether an artifact is a directory with a Parquet file. */
  public boolean holdsParquet(String name) {
    try {
      return Arrays.stream(files.listStatus(path(name)))
          .anyMatch(each -> each.getPath().getName().endsWith(".parquet"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path(name), e);
    }
  }

  /** The bytes of an artifact. */
  public InputStream open(String name) throws IOException {
    return files.open(path(name));
  }

  /**
   * The text of an artifact. People may have edited it, and no editor keeps the checksum that
   * Hadoop writes beside a local file, so that the checksum is not looked at.
   */
  public String read(String name) {
    FileSystem plain = files instanceof LocalFileSystem local ? local.getRaw() : files;
    try (InputStream in = plain.open(path(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path(name), e);
    }
  }

  /** Writes an artifact so that a reader sees the old text or the new one, never a part. */
  public void write(String name, String text) {
    requireHeld();
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
    requireHeld();
    try {
      files.delete(path(name), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + path(name), e);
    }
  }

  /** Removes everything but one artifact, if that is there, and the lease, which goes by itself. */
  public void clear(String kept) {
    requireHeld();
    try {
      for (FileStatus each : files.listStatus(root)) {
        String name = each.getPath().getName();
        if (!name.equals(kept) && !name.equals(Acquisition.DIRECTORY)) {
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
