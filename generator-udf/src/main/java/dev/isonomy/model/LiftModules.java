package dev.isonomy.model;

import dev.isonomy.splat.Splats;
import java.util.List;

/**
 * The loaded networks of a lifting bundle, for one task: a port that engines implement. As with
 * {@link BundleModules}, the result of an image does not depend, not even in its last bit, on how
 * many others are in the call; not safe for use by several threads at a time.
 */
public interface LiftModules extends AutoCloseable {

  /** The bundle whose networks these are. */
  LiftBundle bundle();

  /**
   * Assets of images.
   *
   * @param images [count, 3, H, W] in [0, 1], in front of white
   * @param masks [count, 1, H, W], the figures' coverage in [0, 1]
   * @param cameras [count, 25], see {@link dev.isonomy.splat.SplatCamera}
   * @throws ModuleException if the network fails or returns what are no splats
   */
  List<Splats> lift(float[] images, float[] masks, float[] cameras, int count);

  /**
   * Coverage [count, 1, H, W] of the figures before plain backgrounds, in [0, 1].
   *
   * @param images [count, 3, H, W] in [0, 1]
   * @throws dev.isonomy.error.UserException if the bundle has no segmenter
   */
  float[] segment(float[] images, int count);

  @Override
  void close();
}
