package dev.isonomy.audit;

import dev.isonomy.metric.Interval;

/**
 * How close the images come to the training images, compared with real images that the model never
 * saw. A model that memorizes puts far more than 1% of its images below the threshold.
 *
 * @param threshold the distance below which 1% of the unseen real images lie from their nearest
 *     training image
 * @param share of the audited sample below the threshold
 * @param interval 95%, of the share
 * @param images in the audited sample
 */
public record Memorization(double threshold, double share, Interval interval, int images) {}
