package dev.isonomy.splat;

/** Prints frames per second of one core; run by hand, nothing depends on the figure. */
public final class RenderSpeed {
  private RenderSpeed() {}

  /** {@code [count [size [seconds]]]}. */
  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1024;
    int size = args.length > 1 ? Integer.parseInt(args[1]) : 64;
    double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 5;
    Splats splats = SplatSamples.ball(count, 0, 1);
    SplatRenderer renderer = new SplatRenderer(size, size);
    int frames = 0;
    float sum = 0;
    for (int round = 0; round < 2; round++) { // the first one warms up
      frames = 0;
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (; System.nanoTime() < end; frames++) {
        sum += renderer.draw(splats, SplatCamera.orbit(frames, 10, 3, 22)).coverage(size / 2, 3);
      }
    }
    System.out.printf(
        java.util.Locale.ROOT,
        "%d Gaussians, %dx%d: %.0f frames per second and core (%.1f)%n",
        count,
        size,
        size,
        frames / seconds,
        sum);
  }
}
