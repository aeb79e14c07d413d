package dev.isonomy.audit;

import dev.isonomy.metric.Interval;

/**
 * How close the images come to the training images, compared with real images that the model never
 * saw. A model that memorizes puts far more than 1% of its images within the threshold; a copy
 * always lies within it.
 *
 * @param threshold the distance within which 1% of the unseen real images lie from their nearest
 *     training image; 0 where too few of them are unseen
 * @param share of the audited sample within the threshold
 * @param interval 95%, of the share
 * @param images in the audited sample
 * @param exactCopies images of the audited sample that are training images
 * @param unseen real images that the threshold comes from
 * @param seen real images that turned out to be training images, and so are no yardstick
 */
public record Memorization(
    double threshold,
    double share,
    Interval interval,
    int images,
    long exactCopies,
    int unseen,
    int seen) {
  /** Fewer unseen images give no threshold: then only exact copies count. */
  public static final int FEWEST_UNSEEN = 20;

  /** Whether only exact copies could be looked for. */
  public boolean exactOnly() {
    return unseen < FEWEST_UNSEEN;
  }
}
