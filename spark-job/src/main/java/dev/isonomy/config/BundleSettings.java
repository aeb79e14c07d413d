package dev.isonomy.config;

import dev.isonomy.error.UserException;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Precision;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Section {@code bundle}.
 *
 * @param uri the name of an embedded bundle, or where bundle.json lies
 * @param sha256 pinned SHA-256 of bundle.json, empty if it is not pinned
 * @param labelers bundles that label the images, empty for the model itself
 * @param auditors bundles that audit the labels, empty for the model itself
 * @param device where the modules run
 * @param noisyTimestep time step whose noisy states are the latents, {@link #OWN_LATENTS} for the
 *     space that the bundle names
 * @param precision what the denoiser computes with
 * @param microBatch samples per call of a network
 * @param callTimeout longest time that one call of a module may take
 * @param allowedLocations where bundles may lie, empty for anywhere
 */
public record BundleSettings(
    String uri,
    String sha256,
    List<JudgeChoice> labelers,
    List<JudgeChoice> auditors,
    DeviceChoice device,
    int noisyTimestep,
    Precision precision,
    int microBatch,
    Duration callTimeout,
    List<String> allowedLocations) {

  /** The latent space that the bundle names. */
  public static final int OWN_LATENTS = -1;

  public BundleSettings {
    labelers = List.copyOf(labelers);
    auditors = List.copyOf(auditors);
    allowedLocations = List.copyOf(allowedLocations);
  }

  static BundleSettings read(Section section) {
    String sha256 = section.text("sha256");
    if (!sha256.isEmpty() && !isSha256(sha256)) {
      throw section.wrong("sha256", "64 hexadecimal digits");
    }
    String uri = section.name("uri");
    List<String> allowed = section.texts("allowed-locations");
    if (!BundleLocations.allow(uri, ModelBundle.isEmbedded(uri), allowed)) {
      throw section.wrong(
          "uri", "below one of isonomy.bundle.allowed-locations " + String.join(", ", allowed));
    }
    DeviceChoice device = section.choice("device", DeviceChoice.class);
    return new BundleSettings(
        uri,
        sha256.toLowerCase(Locale.ROOT),
        JudgeChoice.read(section, "labelers", allowed),
        JudgeChoice.read(section, "auditors", allowed),
        device,
        section.integer("noisy-timestep", OWN_LATENTS, 1_000_000),
        precision(section, device),
        section.integer("micro-batch", 1, ModuleOptions.MOST_MICRO_BATCH),
        Duration.ofSeconds(section.integer("call-timeout", 1, 1_000_000)),
        allowed);
  }

  static boolean isSha256(String text) {
    return text.matches("[0-9a-fA-F]{64}");
  }

  private static Precision precision(Section section, DeviceChoice device) {
    Precision precision = section.choice("precision", Precision.class);
    if (precision == Precision.FLOAT16 && device == DeviceChoice.CPU) {
      throw section.wrong("precision", "float32 or bfloat16 where isonomy.bundle.device is cpu");
    }
    return precision;
  }

  /**
   * Refuses a bundle that lies where bundles may not be taken from.
   *
   * @param uri the bundle
   * @param what the option that names it
   * @throws UserException naming both
   */
  public void requireAllowed(String uri, String what) {
    requireAllowed(uri, ModelBundle.isEmbedded(uri), what);
  }

  /**
   * The same for a bundle that lifts images.
   *
   * @throws UserException naming the option and the bundle
   */
  public void requireLifterAllowed(String uri, String what) {
    requireAllowed(uri, LiftBundle.isEmbedded(uri), what);
  }

  private void requireAllowed(String uri, boolean embedded, String what) {
    if (!BundleLocations.allow(uri, embedded, allowedLocations)) {
      throw new UserException(
          "%s must be below one of isonomy.bundle.allowed-locations %s but was %s"
              .formatted(what, String.join(", ", allowedLocations), uri));
    }
  }
}
