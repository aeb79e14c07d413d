package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model: its checked manifest and where its files are.
 *
 * <p>Opening reads {@code bundle.json} only; the other files are verified when they are copied for
 * loading ({@link BundleVerifier}).
 *
 * @param manifest what {@code bundle.json} says
 * @param files where the files are
 * @param fingerprint SHA-256 of {@code bundle.json}, which holds the hashes of all other files: it
 *     names the whole model
 * @param judges networks of other bundles that label and audit its images, if there are any; the
 *     manifest then names no labeler and no auditor, and has their attributes
 */
public record ModelBundle(
    BundleManifest manifest, BundleFiles files, String fingerprint, Optional<Judges> judges)
    implements Bundle {
  /** A model that judges its images itself. */
  ModelBundle(BundleManifest manifest, BundleFiles files, String fingerprint) {
    this(manifest, files, fingerprint, Optional.empty());
  }

  /** The manifest's file name. */
  public static final String MANIFEST = "bundle.json";

  /** Whether a location is the name of a model that comes with a jar on the class path. */
  public static boolean isEmbedded(String location) {
    return BundleFiles.embedded(location, BundleManifest.DIFFUSION).isPresent();
  }

  /**
   * Opens the embedded model of a name, or a bundle directory.
   *
   * @param location the name of an embedded model, the path of a local directory or zip archive, or
   *     its {@code file:} URI
   * @throws UserException if there is no readable, valid bundle
   */
  public static ModelBundle open(String location) {
    return open(location, Optional.empty());
  }

  /**
   * Opens a bundle whose fingerprint is known.
   *
   * @param location see {@link #open(String)}
   * @param pinned the expected fingerprint
   * @throws UserException if there is no readable, valid bundle, or it is another one
   */
  public static ModelBundle open(String location, Optional<String> pinned) {
    ModelBundle bundle = read(BundleFiles.at(location, BundleManifest.DIFFUSION));
    BundleFiles.requirePin(location, bundle.fingerprint, pinned);
    return bundle;
  }

  /**
   * Opens a local directory.
   *
   * @throws UserException if there is no readable, valid bundle
   */
  public static ModelBundle fromDirectory(Path directory) {
    return read(BundleFiles.directory(directory));
  }

  /**
   * The same model, its mixture in the noisy states at a time step instead of in the space that the
   * manifest names: the choice of Gaussian Harmony, open to any model that runs unconditionally.
   *
   * @throws UserException if the time step is not one of the bundle's levels, or the denoiser
   *     cannot run without a code
   */
  public ModelBundle withNoisyLatents(int timestep) {
    int levels = manifest.denoiser().diffusion().levels().count();
    if (timestep < 0 || timestep >= levels) {
      throw new UserException(
          "the time step of noisy latents must be in [0, " + levels + ") but was " + timestep);
    }
    if (!manifest.denoiser().runsWithoutCode()) {
      throw new UserException(
          "noisy latents need a denoiser that runs without a code, which bundle "
              + this
              + " has not");
    }
    return new ModelBundle(
        manifest.withLatentSpace(new LatentSpace.Noisy(timestep)), files, fingerprint, judges);
  }

  /**
   * The same model with its denoiser in another precision.
   *
   * @throws UserException if the bundle does not carry it
   */
  public ModelBundle withPrecision(Precision precision) {
    if (precision == Precision.FLOAT32) {
      return this;
    }
    String file = manifest.reducedDenoisers().get(precision);
    if (file == null) {
      throw new UserException(
          "isonomy.bundle.precision is %s but bundle %s has its denoiser in float32%s only; export"
                  .formatted(
                      precision.label(),
                      this,
                      manifest.reducedDenoisers().keySet().stream()
                          .map(other -> " and " + other.label())
                          .collect(Collectors.joining()))
              + " it with --precision "
              + precision.label());
    }
    return new ModelBundle(manifest.withReducedDenoiser(file), files, fingerprint, judges);
  }

  /**
   * The same model, its images judged by networks of other bundles.
   *
   * @param labelers bundles with labelers; none for the model's own
   * @param auditors bundles with auditors; none for the model's own
   * @throws UserException as {@link Judges#of}
   */
  public ModelBundle judgedBy(List<Judges.Choice> labelers, List<Judges.Choice> auditors) {
    return Judges.of(this, labelers, auditors)
        .map(
            found ->
                new ModelBundle(
                    manifest.judgedElsewhere(found.space()),
                    files,
                    fingerprint,
                    Optional.of(found)))
        .orElse(this);
  }

  /** Whether anything labels the images. */
  public boolean labels() {
    return judges.isPresent() || manifest.modules().containsKey(BundleModule.LABELER);
  }

  /** Whether anything audits the labels. */
  public boolean audits() {
    return judges
        .map(found -> !found.auditors().isEmpty())
        .orElseGet(() -> manifest.modules().containsKey(BundleModule.AUDITOR));
  }

  private static ModelBundle read(BundleFiles files) {
    byte[] text = files.manifest();
    BundleManifest manifest =
        BundleManifest.parse(new String(text, StandardCharsets.UTF_8), files + "/" + MANIFEST);
    return new ModelBundle(manifest, files, Sha256.of(text));
  }

  @Override
  public String toString() {
    return manifest.identity().name() + " " + manifest.identity().version() + " (" + files + ")";
  }
}
