package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A bundle whose labeler or auditor judges images that another model makes.
 *
 * @param manifest what {@code bundle.json} says of these modules
 * @param files where the files are
 * @param fingerprint SHA-256 of {@code bundle.json}
 */
public record LabelBundle(LabelManifest manifest, BundleFiles files, String fingerprint)
    implements Bundle {

  /**
   * Opens a bundle of labels, or the labeler and auditor of a diffusion model's.
   *
   * @param location the name of an embedded model, the path of a local directory or zip archive, or
   *     its {@code file:} URI
   * @param pinned the expected fingerprint
   * @throws UserException if there is no readable, valid bundle, it judges nothing, or it is
   *     another one
   */
  public static LabelBundle open(String location, Optional<String> pinned) {
    BundleFiles files = BundleFiles.at(location, BundleManifest.DIFFUSION);
    byte[] text = files.manifest();
    String source = files + "/" + ModelBundle.MANIFEST;
    LabelBundle bundle =
        new LabelBundle(
            LabelManifest.parse(new String(text, StandardCharsets.UTF_8), source),
            files,
            Sha256.of(text));
    BundleFiles.requirePin(location, bundle.fingerprint, pinned);
    return bundle;
  }

  /**
   * The labeler and auditor of a model.
   *
   * @throws UserException if it has neither
   */
  static LabelBundle of(ModelBundle model) {
    return new LabelBundle(
        LabelManifest.of(model.manifest(), model.files() + "/" + ModelBundle.MANIFEST),
        model.files(),
        model.fingerprint());
  }

  @Override
  public String toString() {
    return manifest.identity().name() + " " + manifest.identity().version() + " (" + files + ")";
  }
}
