package dev.isonomy.splat;

import static dev.isonomy.splat.Projection.A;
import static dev.isonomy.splat.Projection.B;
import static dev.isonomy.splat.Projection.C;
import static dev.isonomy.splat.Projection.OPACITY;
import static dev.isonomy.splat.Projection.REACH_X;
import static dev.isonomy.splat.Projection.REACH_Y;
import static dev.isonomy.splat.Projection.RED;
import static dev.isonomy.splat.Projection.X;
import static dev.isonomy.splat.Projection.Y;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws Gaussian splats: front to back, {@code alpha = min(0.99, opacity exp(power))}, {@code C +=
 * T alpha colour}, {@code T *= 1 - alpha}, until T would fall below 1e-4.
 *
 * <p>The image is cut into tiles, which know their Gaussians and are independent: with {@link
 * #parallel()} they are drawn by all cores. Which tiles there are and how many threads changes no
 * bit of the image. Immutable and safe for use by several threads.
 */
public final class SplatRenderer {
  private static final int TILE = 16;
  private static final int MAX_SIZE = 8192;
  private static final float MOST_OPAQUE = 0.99f;
  private static final float OPAQUE = 1e-4f;

  private final int width;
  private final int height;
  private final int across;
  private final int tiles;
  private final boolean parallel;

  /**
   * A renderer that works in the caller's thread.
   *
   * @param width columns, in [1, 8192]
   * @param height rows, in [1, 8192]
   * @throws IllegalArgumentException if the size is outside
   */
  public SplatRenderer(int width, int height) {
    this(width, height, false);
  }

  private SplatRenderer(int width, int height, boolean parallel) {
    if (width < 1 || width > MAX_SIZE || height < 1 || height > MAX_SIZE) {
      throw new IllegalArgumentException(
          "an image must be at least 1x1 and at most 8192x8192 but was " + width + "x" + height);
    }
    this.width = width;
    this.height = height;
    this.parallel = parallel;
    across = (width + TILE - 1) / TILE;
    tiles = across * ((height + TILE - 1) / TILE);
  }

  /** The same renderer, its tiles drawn by the threads of the common pool. */
  public SplatRenderer parallel() {
    return new SplatRenderer(width, height, true);
  }

  /** Draws an asset. */
  public SplatImage draw(Splats splats, SplatCamera camera) {
    Projection projection = Projection.of(splats, camera, width, height);
    int[] starts = new int[tiles + 1];
    int[] members = bin(projection, starts);
    float[] rgb = new float[width * height * 3];
    float[] through = new float[width * height];
    Arrays.fill(through, 1);
    IntStream all = IntStream.range(0, tiles);
    (parallel ? all.parallel() : all)
        .forEach(
            tile ->
                new TileCanvas(tile, rgb, through)
                    .draw(projection.numbers(), members, starts[tile], starts[tile + 1]));
    return new SplatImage(width, height, rgb, through);
  }

  /**
   * The starts of every tile's Gaussians, front to back; {@code starts} receives where they lie.
   */
  private int[] bin(Projection projection, int[] starts) {
    float[] numbers = projection.numbers();
    for (int rank = 0; rank < projection.count(); rank++) {
      int at = projection.at(rank);
      for (int row = first(numbers[at + Y], numbers[at + REACH_Y], height);
          row <= last(numbers[at + Y], numbers[at + REACH_Y], height);
          row++) {
        for (int column = first(numbers[at + X], numbers[at + REACH_X], width);
            column <= last(numbers[at + X], numbers[at + REACH_X], width);
            column++) {
          starts[row * across + column + 1]++;
        }
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    int[] members = new int[starts[tiles]];
    for (int rank = 0; rank < projection.count(); rank++) {
      int at = projection.at(rank);
      for (int row = first(numbers[at + Y], numbers[at + REACH_Y], height);
          row <= last(numbers[at + Y], numbers[at + REACH_Y], height);
          row++) {
        for (int column = first(numbers[at + X], numbers[at + REACH_X], width);
            column <= last(numbers[at + X], numbers[at + REACH_X], width);
            column++) {
          members[next[row * across + column]++] = at;
        }
      }
    }
    return members;
  }

  private static int first(float centre, float reach, int extent) {
    return (int) Math.max(0, Math.min(extent - 1f, centre - reach)) / TILE;
  }

  private static int last(float centre, float reach, int extent) {
    return (int) Math.max(0, Math.min(extent - 1f, centre + reach)) / TILE;
  }

  /** One tile's pixels within the image's. */
  private final class TileCanvas {
    private final int x0;
    private final int x1;
    private final int y0;
    private final int y1;
    private final float[] rgb;
    private final float[] through;
    private final boolean[] closed = new boolean[TILE * TILE];
    private int open;

    TileCanvas(int tile, float[] rgb, float[] through) {
      x0 = tile % across * TILE;
      y0 = tile / across * TILE;
      x1 = Math.min(width, x0 + TILE);
      y1 = Math.min(height, y0 + TILE);
      open = (x1 - x0) * (y1 - y0);
      this.rgb = rgb;
      this.through = through;
    }

    void draw(float[] g, int[] members, int from, int to) {
      for (int i = from; i < to && open > 0; i++) {
        add(g, members[i]);
      }
    }

    private void add(float[] g, int at) {
      float x = g[at + X];
      float y = g[at + Y];
      float reach = g[at + REACH_Y];
      // Pixel centres lie at + 0.5.
      int top = Math.max(y0, (int) Math.max(0, y - reach - 0.5f));
      int bottom = (int) Math.min(y1 - 1f, y + reach + 0.5f);
      int left = Math.max(x0, (int) Math.max(0, x - g[at + REACH_X] - 0.5f));
      int right = (int) Math.min(x1 - 1f, x + g[at + REACH_X] + 0.5f);
      for (int row = top; row <= bottom; row++) {
        float dy = row + 0.5f - y;
        float constant = -0.5f * g[at + C] * dy * dy;
        float linear = -g[at + B] * dy;
        for (int column = left; column <= right; column++) {
          float dx = column + 0.5f - x;
          float power = constant + dx * (linear - 0.5f * g[at + A] * dx);
          if (power > 0 || power < -6) { // e^-6 is below 1/255
            continue;
          }
          float alpha = Math.min(MOST_OPAQUE, g[at + OPACITY] * FastExp.of(power));
          if (alpha >= (float) Projection.FAINTEST) {
            blend(g, at, row, column, alpha);
          }
        }
      }
    }

    private void blend(float[] g, int at, int row, int column, float alpha) {
      int cell = (row - y0) * TILE + column - x0;
      if (closed[cell]) {
        return;
      }
      int pixel = row * width + column;
      float before = through[pixel];
      float after = before * (1 - alpha);
      if (after < OPAQUE) {
        closed[cell] = true;
        open--;
        return;
      }
      float weight = before * alpha;
      rgb[3 * pixel] += weight * g[at + RED];
      rgb[3 * pixel + 1] += weight * g[at + RED + 1];
      rgb[3 * pixel + 2] += weight * g[at + RED + 2];
      through[pixel] = after;
    }
  }
}
