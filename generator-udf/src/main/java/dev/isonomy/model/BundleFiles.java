package dev.isonomy.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where the files of a bundle are. */
public sealed interface BundleFiles {

  /**
   * Opens a file.
   *
   * @param name a checked, relative name
   */
  InputStream open(String name) throws IOException;

  /** The files of a local directory. */
  static BundleFiles directory(Path directory) {
    return new InDirectory(directory);
  }

  /** The files of a zip archive with {@code bundle.json} at its root. */
  static BundleFiles archive(Path archive) {
    return new InArchive(archive);
  }

  /** The files of a model that is shipped in the class path. */
  static BundleFiles embedded(String name) {
    return new OnClassPath(name);
  }

  /** Local files. */
  record InDirectory(Path directory) implements BundleFiles {
    @Override
    public InputStream open(String name) throws IOException {
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(file + " is not a file");
      }
      return Files.newInputStream(file);
    }

    @Override
    public String toString() {
      return directory.toString();
    }
  }

  /**
   * Entries of an archive. They are looked up by the manifest's checked names and never unpacked by
   * their own, so that no entry can reach outside; and none may expand like a bomb.
   */
  record InArchive(Path archive) implements BundleFiles {
    /** Weights hardly shrink: whatever expands more than this was made to. */
    static final long MOST_EXPANSION = 10;

    /** What any entry may expand to. */
    static final long FREE_EXPANSION = 16L << 20;

    @Override
    public InputStream open(String name) throws IOException {
      ZipFile zip = new ZipFile(archive.toFile());
      try {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.isDirectory()) {
          throw new NoSuchFileException("archive " + archive + " has no entry " + name);
        }
        long limit =
            Math.max(FREE_EXPANSION, MOST_EXPANSION * Math.max(0, entry.getCompressedSize()));
        return new LimitedStream(zip.getInputStream(entry), limit, name, zip);
      } catch (IOException | RuntimeException e) {
        zip.close();
        throw e;
      }
    }

    @Override
    public String toString() {
      return archive.toString();
    }
  }

  /** Resources. */
  record OnClassPath(String name) implements BundleFiles {
    @Override
    public InputStream open(String file) throws IOException {
      InputStream in =
          BundleFiles.class.getResourceAsStream("/dev/isonomy/bundles/" + name + "/" + file);
      if (in == null) {
        throw new NoSuchFileException("class path has no embedded model file " + name + "/" + file);
      }
      return in;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
