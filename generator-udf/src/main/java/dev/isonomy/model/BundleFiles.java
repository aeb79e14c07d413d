package dev.isonomy.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
