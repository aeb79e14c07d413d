package dev.isonomy.bench;

import dev.isonomy.model.ImageShape;

/** How much images differ, and how sharp they are; bytes with channels last. */
final class PixelStatistics {
  private PixelStatistics() {}

  /** Mean absolute difference, in levels of 255. */
  static double difference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return (double) sum / one.length;
  }

  /** Root mean square of the discrete Laplacian inside the images, in levels; blur lowers it. */
  static double sharpness(byte[] pixels, ImageShape shape) {
    int across = shape.channels();
    int down = shape.width() * across;
    double squares = 0;
    long count = 0;
    for (int start = 0; start < pixels.length; start += shape.size()) {
      for (int row = 1; row < shape.height() - 1; row++) {
        for (int i = across; i < down - across; i++) {
          int at = start + row * down + i;
          int laplacian =
              level(pixels, at - across)
                  + level(pixels, at + across)
                  + level(pixels, at - down)
                  + level(pixels, at + down)
                  - 4 * level(pixels, at);
          squares += (double) laplacian * laplacian;
          count++;
        }
      }
    }
    return Math.sqrt(squares / count);
  }

  private static int level(byte[] pixels, int index) {
    return pixels[index] & 0xFF;
  }
}
