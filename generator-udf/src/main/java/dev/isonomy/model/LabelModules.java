package dev.isonomy.model;

/**
 * The loaded labeler and auditor of a bundle, for one task; see {@link BundleModules} for what
 * holds of calls.
 */
public interface LabelModules extends AutoCloseable {

  /**
   * Logits [count, L] of all of the bundle's attributes for images.
   *
   * @param module the labeler or the auditor
   */
  float[] logits(BundleModule module, float[] images, int count);

  /** How often this JVM had to halve its calls because the device's memory was short. */
  default int outOfMemoryHalvings() {
    return 0;
  }

  @Override
  void close();
}
