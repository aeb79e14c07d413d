package dev.isonomy.config;

import java.time.Duration;

/**
 * Section {@code bundle}.
 *
 * @param uri {@code portraits} or where bundle.json lies
 * @param sha256 pinned SHA-256 of bundle.json, empty if it is not pinned
 * @param device where the modules run
 * @param noisyTimestep time step whose noisy states are the latents, {@link #OWN_LATENTS} for the
 *     space that the bundle names
 * @param callTimeout longest time that one call of a module may take
 */
public record BundleSettings(
    String uri, String sha256, DeviceChoice device, int noisyTimestep, Duration callTimeout) {

  /** The latent space that the bundle names. */
  public static final int OWN_LATENTS = -1;

  static BundleSettings read(Section section) {
    String sha256 = section.text("sha256");
    if (!sha256.isEmpty() && !sha256.matches("[0-9a-fA-F]{64}")) {
      throw section.wrong("sha256", "64 hexadecimal digits");
    }
    return new BundleSettings(
        section.name("uri"),
        sha256,
        section.choice("device", DeviceChoice.class),
        section.integer("noisy-timestep", OWN_LATENTS, 1_000_000),
        Duration.ofSeconds(section.integer("call-timeout", 1, 1_000_000)));
  }
}
