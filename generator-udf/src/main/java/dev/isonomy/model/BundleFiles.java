package dev.isonomy.model;

import dev.isonomy.error.UserException;
import dev.isonomy.spi.EmbeddedBundle;
import dev.isonomy.spi.Providers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /** Largest manifest that is read; a real one has a few kilobytes. */
  int MAX_MANIFEST_BYTES = 4 << 20;

  /**
   * The files at a location.
   *
   * @param location the name of an embedded bundle, a local directory, a zip archive, or a {@code
   *     file:} URI
   * @param kind the kind of bundle that is wanted
   * @throws UserException if it is no path, or a name without a bundle
   */
  static BundleFiles at(String location, String kind) {
    Optional<EmbeddedBundle> embedded = embedded(location, kind);
    if (embedded.isPresent()) {
      return new OnClassPath(embedded.get());
    }
    Path path = localPath(location, kind);
    if (!location.contains("/") && Files.notExists(path)) {
      throw new UserException(wrong(location, kind) + ", which does not exist");
    }
    return location.endsWith(".zip") && Files.isRegularFile(path) ? archive(path) : directory(path);
  }

  /** The bundle of a name and kind that comes with a jar on the class path. */
  static Optional<EmbeddedBundle> embedded(String name, String kind) {
    return Providers.named(EmbeddedBundle.class, name).filter(each -> each.kind().equals(kind));
  }

  private static Path localPath(String location, String kind) {
    try {
      return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    } catch (IllegalArgumentException e) {
      String reason = e instanceof InvalidPathException ? "not a path" : Manifest.firstLine(e);
      throw new UserException(wrong(location, kind) + ": " + reason, e);
    }
  }

  private static String wrong(String location, String kind) {
    String embedded =
        Providers.all(EmbeddedBundle.class).stream()
            .filter(each -> each.kind().equals(kind))
            .map(each -> "'" + each.name() + "', ")
            .sorted()
            .collect(Collectors.joining());
    return "model bundle must be "
        + embedded
        + "a directory, a .zip or a file: URI but was '"
        + location
        + "'";
  }

  /**
   * The bytes of {@code bundle.json}.
   *
   * @throws UserException if it cannot be read or is too large to be one
   */
  default byte[] manifest() {
    byte[] text;
    try (InputStream in = open(ModelBundle.MANIFEST)) {
      text = in.readNBytes(MAX_MANIFEST_BYTES + 1);
    } catch (IOException e) {
      throw new UserException(
          "model bundle "
              + this
              + " has no readable "
              + ModelBundle.MANIFEST
              + ": "
              + Manifest.firstLine(e),
          e);
    }
    if (text.length > MAX_MANIFEST_BYTES) {
      throw new UserException(
          this
              + "/"
              + ModelBundle.MANIFEST
              + " must have at most "
              + MAX_MANIFEST_BYTES
              + " bytes");
    }
    return text;
  }

  /**
   * Refuses a bundle that is not the expected one.
   *
   * @throws UserException if a fingerprint is expected and it is another
   */
  static void requirePin(String location, String fingerprint, Optional<String> pinned) {
    if (pinned.isPresent() && !pinned.get().equals(fingerprint)) {
      throw new UserException(
          "bundle "
              + location
              + " has the SHA-256 "
              + fingerprint
              + " but "
              + pinned.get()
              + " is required; use the pinned bundle or change the pin");
    }
  }

  /** The files of a local directory. */
  static BundleFiles directory(Path directory) {
    return new InDirectory(directory);
  }

  /** The files of a zip archive with {@code bundle.json} at its root. */
  static BundleFiles archive(Path archive) {
    return new InArchive(archive);
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

  /** Files in a jar on the class path. */
  record OnClassPath(EmbeddedBundle bundle) implements BundleFiles {
    @Override
    public InputStream open(String name) throws IOException {
      return bundle.open(name);
    }

    @Override
    public String toString() {
      return bundle.name();
    }
  }
}
