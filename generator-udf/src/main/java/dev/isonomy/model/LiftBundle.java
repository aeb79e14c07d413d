package dev.isonomy.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lifting model: its checked manifest and where its files are.
 *
 * @param manifest what {@code bundle.json} says
 * @param files where the files are
 * @param fingerprint SHA-256 of {@code bundle.json}
 */
public record LiftBundle(LiftManifest manifest, BundleFiles files, String fingerprint)
    implements Bundle {

  /** Whether a location is the name of a model that comes with a jar on the class path. */
  public static boolean isEmbedded(String location) {
    return BundleFiles.embedded(location, LiftManifest.KIND).isPresent();
  }

  /**
   * Opens a bundle.
   *
   * @param location the name of an embedded model, the path of a local directory or zip archive, or
   *     its {@code file:} URI
   * @param pinned the expected fingerprint
   * @throws dev.isonomy.error.UserException if there is no readable, valid bundle, or it is another
   *     one
   */
  public static LiftBundle open(String location, Optional<String> pinned) {
    LiftBundle bundle = read(BundleFiles.at(location, LiftManifest.KIND));
    BundleFiles.requirePin(location, bundle.fingerprint, pinned);
    return bundle;
  }

  /**
   * Opens a local directory.
   *
   * @throws dev.isonomy.error.UserException if there is no readable, valid bundle
   */
  public static LiftBundle fromDirectory(Path directory) {
    return read(BundleFiles.directory(directory));
  }

  private static LiftBundle read(BundleFiles files) {
    byte[] text = files.manifest();
    String source = files + "/" + ModelBundle.MANIFEST;
    return new LiftBundle(
        LiftManifest.parse(new String(text, StandardCharsets.UTF_8), source),
        files,
        Sha256.of(text));
  }

  @Override
  public String toString() {
    return manifest.identity().name() + " " + manifest.identity().version() + " (" + files + ")";
  }
}
