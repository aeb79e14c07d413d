package dev.isonomy.random;

import static java.util.Objects.requireNonNull;

/**
 * A stream of random numbers keyed by (run seed, unit, draw, purpose).
 *
 * <p>The generator is Philox4x32-10. One block, keyed by the run seed, turns (unit, purpose) into
 * the stream's own key; the counter is (block number, draw). Two streams with different names
 * therefore never share a block, up to a collision of 64-bit keys. All operations give the same
 * bits on every platform. Not safe for use by several threads.
 */
public final class RandomStream {
  private static final double UNIT_53 = 0x1.0p-53;
  private static final int DOMAIN = 0x49534F4E; // "ISON": keys never equal data blocks

  private final int key0;
  private final int key1;
  private final int draw0;
  private final int draw1;
  private final int[] words = new int[4];
  private long block;
  private int used = 4;

  private RandomStream(int key0, int key1, long draw) {
    this.key0 = key0;
    this.key1 = key1;
    this.draw0 = (int) draw;
    this.draw1 = (int) (draw >>> 32);
  }

  /**
   * Opens the stream with this name at its beginning.
   *
   * @param runSeed the seed of the whole run
   * @param unit the work unit, or any other coarse index
   * @param draw the draw inside the unit, or any other fine index
   * @param purpose what the numbers are for
   * @return a new stream; the same name always gives the same numbers
   */
  public static RandomStream of(long runSeed, long unit, long draw, Purpose purpose) {
    requireNonNull(purpose, "purpose");
    int[] key = new int[4];
    Philox.block(
        (int) unit,
        (int) (unit >>> 32),
        purpose.code(),
        DOMAIN,
        (int) runSeed,
        (int) (runSeed >>> 32),
        key);
    return new RandomStream(key[0], key[1], draw);
  }

  /** The next 32 uniform bits. */
  public int nextInt() {
    if (used == 4) {
      Philox.block((int) block, (int) (block >>> 32), draw0, draw1, key0, key1, words);
      block++;
      used = 0;
    }
    return words[used++];
  }

  /**
   * A uniform index below a bound, without modulo bias.
   *
   * @param bound how many indices there are, at least 1
   * @return an index in [0, bound)
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive but was " + bound);
    }
    // Lemire 2019, Fast random integer generation in an interval.
    long product = (nextInt() & 0xFFFFFFFFL) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = (nextInt() & 0xFFFFFFFFL) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** The next 64 uniform bits. */
  public long nextLong() {
    long low = nextInt() & 0xFFFFFFFFL;
    return ((long) nextInt() << 32) | low;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * UNIT_53;
  }

  /** A standard normal number, by inversion of its distribution function. */
  public double nextGaussian() {
    return InverseNormal.of(((nextLong() >>> 11) + 0.5) * UNIT_53);
  }

  /**
   * Fills an array with standard normal numbers.
   *
   * @param out the array to fill
   */
  public void fillGaussian(float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) nextGaussian();
    }
  }

  /**
   * Fills an array with standard normal numbers.
   *
   * @param out the array to fill
   */
  public void fillGaussian(double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = nextGaussian();
    }
  }

  /**
   * Draws an index with probabilities given by cumulative weights.
   *
   * @param cumulative the running sums of non-negative weights; the last one is the total and must
   *     be positive. An index without weight of its own is never drawn
   * @return an index in [0, cumulative.length)
   * @throws IllegalArgumentException if there is no weight to draw from
   */
  public int nextIndex(double[] cumulative) {
    int last = cumulative.length - 1;
    if (last < 0 || !(cumulative[last] > 0) || Double.isInfinite(cumulative[last])) {
      throw new IllegalArgumentException("the total weight must be positive and finite");
    }
    double u = nextDouble() * cumulative[last];
    int low = 0;
    int high = last;
    while (low < high) { // the first index whose running sum exceeds u
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > u) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // u can round up to the total; step back over trailing indices without weight
    while (low > 0 && cumulative[low] <= cumulative[low - 1]) {
      low--;
    }
    return low;
  }
}
