package dev.isonomy.audit.metric;

import java.io.Serializable;

/**
 * One image of a set, as metrics see it.
 *
 * @param truth the true cell, {@link #UNKNOWN} where it is not known
 * @param labeler the labeler's cell, {@link #UNKNOWN} without one, {@link #ABSTAINED} where it is
 *     too unsure
 * @param auditor the auditor's cell, {@link #UNKNOWN} without one
 * @param confidence the labeler's probability of its cell, NaN where unknown
 * @param features one number per feature, empty without a features network
 * @param prompt index of what the model was asked for, {@link #UNKNOWN} without prompts
 * @param pixels the image's pixels, {@link PixelSource#NONE} where there are none
 */
public record AuditImage(
    int truth,
    int labeler,
    int auditor,
    double confidence,
    float[] features,
    int prompt,
    PixelSource pixels)
    implements Serializable {
  /** A cell or prompt that is not known. */
  public static final int UNKNOWN = -1;

  /** The labeler's cell where it abstains. */
  public static final int ABSTAINED = -2;

  /** An image that no prompt was given for. */
  public AuditImage(
      int truth,
      int labeler,
      int auditor,
      double confidence,
      float[] features,
      PixelSource pixels) {
    this(truth, labeler, auditor, confidence, features, UNKNOWN, pixels);
  }

  /**
   * An image of which only the label is known.
   *
   * @param labeler the labeler's cell
   */
  public static AuditImage labelled(int labeler) {
    return new AuditImage(UNKNOWN, labeler, UNKNOWN, Double.NaN, new float[0], PixelSource.NONE);
  }

  /** The same image without its pixels, which take far more memory than all else. */
  public AuditImage withoutPixels() {
    return new AuditImage(truth, labeler, auditor, confidence, features, prompt, PixelSource.NONE);
  }

  /**
   * The cell that the image is filed under: the truth where it is known, else its label; none where
   * the labeler abstains.
   */
  int cell() {
    return truth < 0 && labeler == ABSTAINED
        ? UNKNOWN
        : truth >= 0 ? truth : labeler >= 0 ? labeler : auditor;
  }

  /**
   * A number that depends on the features alone and is spread evenly. It decides which images are
   * sampled, so that the sample does not depend on partitions.
   */
  public long hash() {
    long hash = 0x9E3779B97F4A7C15L;
    for (float feature : features) {
      hash = (hash ^ Float.floatToIntBits(feature)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 30)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }
}
