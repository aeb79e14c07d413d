package dev.isonomy.audit.metric;

/** The images that the model was trained on. They are many, so they pass by once. */
@FunctionalInterface
public interface TrainingImages {
  /**
   * Looks for the nearest training image of each probe.
   *
   * @param probes features of some images, of equal width
   * @return one Euclidean distance per probe; infinite if there are no training images
   */
  double[] nearest(float[][] probes);
}
