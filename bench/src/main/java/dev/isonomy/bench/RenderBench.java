package dev.isonomy.bench;

import dev.isonomy.splat.SplatCamera;
import dev.isonomy.splat.SplatRenderer;
import dev.isonomy.splat.Splats;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Frames per second of the renderer of Gaussian splats. */
@Command(
    name = "render",
    description = "Frames per second that one core renders of Gaussian splats.",
    mixinStandardHelpOptions = true)
final class RenderBench implements Callable<Integer> {
  private static final int ROUNDS = 2; // the first one warms up

  @Option(names = "--count", description = "Gaussians (default: 1024).")
  private int count = 1024;

  @Option(names = "--size", description = "Pixels per side (default: 64).")
  private int size = 64;

  @Option(names = "--seconds", description = "How long a round takes (default: 5).")
  private double seconds = 5;

  @Override
  public Integer call() {
    Splats splats = ball();
    SplatRenderer renderer = new SplatRenderer(size, size);
    int frames = 0;
    float seen = 0;
    for (int round = 0; round < ROUNDS; round++) {
      frames = 0;
      long end = System.nanoTime() + (long) (seconds * 1e9);
      for (; System.nanoTime() < end; frames++) {
        seen += renderer.draw(splats, SplatCamera.orbit(frames, 10, 3, 22)).coverage(size / 2, 3);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d Gaussians, %dx%d: %.0f frames per second and core (%.1f)%n",
        count,
        size,
        size,
        frames / seconds,
        seen);
    return 0;
  }

  /** Gaussians on a sphere of radius 0.5, of the sizes and opacities of a model of heads. */
  private Splats ball() {
    Random random = new Random(1);
    float[] positions = new float[3 * count];
    float[] logScales = new float[3 * count];
    float[] rotations = new float[4 * count];
    float[] opacities = new float[count];
    float[] colours = new float[3 * count];
    for (int i = 0; i < count; i++) {
      double[] direction = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      double length = Math.hypot(Math.hypot(direction[0], direction[1]), direction[2]);
      for (int axis = 0; axis < 3; axis++) {
        positions[3 * i + axis] = (float) (0.5 * direction[axis] / length);
        logScales[3 * i + axis] = (float) (-3.7 + 0.5 * random.nextGaussian());
        colours[3 * i + axis] = (float) (0.8 * random.nextGaussian());
      }
      for (int j = 0; j < 4; j++) {
        rotations[4 * i + j] = (float) random.nextGaussian();
      }
      opacities[i] = (float) (1 + 2 * random.nextGaussian());
    }
    return new Splats(positions, logScales, rotations, opacities, colours);
  }
}
