package dev.isonomy.config;

import dev.isonomy.error.UserException;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.splat.SplatFormat;
import java.util.Locale;

/**
 * Section {@code lift}.
 *
 * @param path Parquet of the images, empty for the run's own data set
 * @param imageColumn column of the image
 * @param maskColumn column of the mask, empty without
 * @param bundleUri {@code heads}, or where the lifting model's bundle.json lies
 * @param bundleSha256 pinned SHA-256 of it, empty if it is not pinned
 * @param format of the assets' files
 * @param unitSize most images per work unit
 * @param views images of a turntable
 * @param microBatch images per call of the lifting networks
 * @param batchSize images in flight per task
 * @param maxRejectedShare share of unreadable images (0..1) that is tolerated
 */
public record LiftSettings(
    String path,
    String imageColumn,
    String maskColumn,
    String bundleUri,
    String bundleSha256,
    SplatFormat format,
    int unitSize,
    int views,
    int microBatch,
    int batchSize,
    double maxRejectedShare) {

  static LiftSettings read(Section section) {
    Section bundle = section.section("bundle");
    String sha256 = bundle.text("sha256");
    if (!sha256.isEmpty() && !sha256.matches("[0-9a-fA-F]{64}")) {
      throw bundle.wrong("sha256", "64 hexadecimal digits");
    }
    return new LiftSettings(
        section.text("path"),
        section.name("image-column"),
        section.text("mask-column"),
        bundle.name("uri"),
        sha256.toLowerCase(Locale.ROOT),
        format(section),
        section.integer("unit-size", 1, 1_000_000),
        section.integer("views", 1, 360),
        section.integer("micro-batch", 1, ModuleOptions.MOST_MICRO_BATCH),
        section.integer("batch-size", 1, 65_536),
        section.number("max-rejected-share", 0, 1));
  }

  private static SplatFormat format(Section section) {
    try {
      return SplatFormat.ofName(section.text("format"));
    } catch (UserException e) {
      throw section.wrong("format", "ply, splat or spz");
    }
  }
}
