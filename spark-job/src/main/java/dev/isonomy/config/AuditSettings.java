package dev.isonomy.config;

import dev.isonomy.plan.BalanceMethod;
import java.util.List;

/**
 * Section {@code audit}.
 *
 * @param methods balance methods compared with the data set
 * @param imagesPerMethod images made by each of them
 * @param guidances scales of guidance at which the model unaided is drawn as well
 * @param referenceImages drawn images in the balanced reference set
 * @param trainingImages training images, where they can be drawn, that the data set is compared
 *     with
 * @param gridImages images per cell in the report
 */
public record AuditSettings(
    List<BalanceMethod> methods,
    int imagesPerMethod,
    List<Double> guidances,
    int referenceImages,
    int trainingImages,
    int gridImages) {
  public AuditSettings {
    methods = List.copyOf(methods);
    guidances = List.copyOf(guidances);
  }

  /** The natural reference is only compared as a whole: more images hardly say more. */
  private static final int MOST_NATURAL = 2_000;

  /** Drawn images in the natural reference set, beside so many in the balanced one. */
  public static int natural(int referenceImages) {
    return Math.min(referenceImages, MOST_NATURAL);
  }

  static AuditSettings read(Section section) {
    return new AuditSettings(
        section.methods("methods"),
        section.integer("images-per-method", 1, 100_000_000),
        section.numbersOf("guidances", 0, 100),
        section.integer("reference-images", 0, 100_000_000),
        section.integer("training-images", 0, 100_000_000),
        section.integer("grid-images", 1, 1_000));
  }
}
