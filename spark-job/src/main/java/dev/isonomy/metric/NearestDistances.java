package dev.isonomy.metric;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The distance of each of a few rows to the nearest of many, which pass by in blocks and are never
 * held: memory follows the few alone. Mergeable, and exact in any order. Mutable; not safe for
 * several threads.
 */
public final class NearestDistances implements Serializable {
  /** Rows of a block: with 512 features each, they stay in a core's cache. */
  public static final int BLOCK = 64;

  private static final long serialVersionUID = 1L;

  private final double[] squared;

  /**
   * Nothing passed yet: all distances are infinite.
   *
   * @param probes how many rows distances are wanted of
   */
  public NearestDistances(int probes) {
    squared = new double[probes];
    Arrays.fill(squared, Double.POSITIVE_INFINITY);
  }

  /**
   * Lets rows pass.
   *
   * @param probes the few, the same ones at each call
   * @param block rows of the same width
   * @param rows how many of the block's rows count
   * @return this
   */
  public NearestDistances pass(float[][] probes, float[][] block, int rows) {
    for (int i = 0; i < probes.length; i++) {
      double least = squared[i];
      for (int j = 0; j < rows; j++) {
        least = Math.min(least, RowDistances.squared(probes[i], block[j]));
      }
      squared[i] = least;
    }
    return this;
  }

  /**
   * Adds what passed elsewhere.
   *
   * @param other of the same probes
   * @return this
   */
  public NearestDistances merge(NearestDistances other) {
    for (int i = 0; i < squared.length; i++) {
      squared[i] = Math.min(squared[i], other.squared[i]);
    }
    return this;
  }

  /** The Euclidean distances, one per probe. */
  public double[] distances() {
    return Arrays.stream(squared).map(Math::sqrt).toArray();
  }
}
