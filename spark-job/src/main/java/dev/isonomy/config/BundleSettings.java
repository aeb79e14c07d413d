package dev.isonomy.config;

/**
 * Section {@code bundle}.
 *
 * @param uri {@code portraits} or where bundle.json lies
 * @param sha256 pinned SHA-256 of bundle.json, empty if it is not pinned
 * @param device where the modules run
 */
public record BundleSettings(String uri, String sha256, DeviceChoice device) {
  static BundleSettings read(Section section) {
    String sha256 = section.text("sha256");
    if (!sha256.isEmpty() && !sha256.matches("[0-9a-fA-F]{64}")) {
      throw section.wrong("sha256", "64 hexadecimal digits");
    }
    return new BundleSettings(
        section.name("uri"), sha256, section.choice("device", DeviceChoice.class));
  }
}
