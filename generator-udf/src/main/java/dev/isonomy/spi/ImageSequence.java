package dev.isonomy.spi;

import java.io.Serializable;
import java.util.List;

/**
 * Images that are drawn by their numbers: every executor can draw any of them, and gets the same
 * pixels.
 */
public interface ImageSequence extends Serializable {
  /** The number of images. */
  int count();

  /**
   * Draws the images {@code from <= number < to}.
   *
   * @param from at least 0
   * @param to at most {@link #count()}
   */
  List<SourceImage> images(int from, int to);
}
