/**
 * How balanced a set of images is, and how good: plain Java over counts and feature vectors.
 *
 * <p>Balance: {@link dev.isonomy.metric.Balance} (FD, KL and friends of shares against a target),
 * {@link dev.isonomy.metric.NoiseFloor} (what a perfectly balanced source would still show), {@link
 * dev.isonomy.metric.Interval} (Wilson), {@link dev.isonomy.metric.ConfusionMatrix} (what a
 * labeler's errors do to shares, and how to take them back). Quality: {@link
 * dev.isonomy.metric.FeatureMoments} and {@link dev.isonomy.metric.FrechetDistance} (FID), {@link
 * dev.isonomy.metric.KernelDistance} (KID), {@link dev.isonomy.metric.NeighbourQuality} (precision,
 * recall, density, coverage) and {@link dev.isonomy.metric.NearDuplicates}. Start with {@code
 * Balance}.
 */
package dev.isonomy.metric;
