package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitRandom;
import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import dev.isonomy.portraits.render.Camera;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.portraits.render.Vec3;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Points on the visible surface of a head: hits of rays from all around, thinned to one per small
 * cube so that their density does not depend on the cameras.
 */
final class HeadSurface {
  private static final int SIZE = 56;
  private static final int TURNS = 8;
  private static final double CUBE = 0.024;
  // Below the images' lower edge there is nothing to compare with.
  private static final double LOWEST = -0.62;

  private final PortraitRenderer renderer = new PortraitRenderer(SIZE, 1);
  private final int count;

  HeadSurface(int count) {
    this.count = count;
  }

  /** Points [count, 3] in the frame of the portrait, drawn by (seed, index). */
  float[] sample(Portrait portrait, long seed, long index) {
    List<Vec3> points = thinned(portrait);
    float[] sample = new float[count * 3];
    PortraitRandom random = new PortraitRandom(seed, index);
    int offset = (int) (random.uniform(Purpose.SURFACE) * points.size());
    // A stride that shares no divisor with the number of points visits each before any twice.
    int stride = coprime((int) (0.618 * points.size()), points.size());
    long at = offset;
    for (int i = 0; i < count; i++, at = (at + stride) % points.size()) {
      Vec3 p = points.get((int) at);
      sample[3 * i] = (float) p.x();
      sample[3 * i + 1] = (float) p.y();
      sample[3 * i + 2] = (float) p.z();
    }
    return sample;
  }

  private List<Vec3> thinned(Portrait portrait) {
    HeadFrame frame = new HeadFrame(portrait.yaw());
    Set<List<Integer>> cubes = new HashSet<>();
    List<Vec3> points = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      double yaw = 360.0 * turn / TURNS;
      double pitch = turn % 2 == 0 ? 5 : 50;
      for (Vec3 head : hits(portrait, Camera.orbit(yaw, pitch, Camera.PORTRAIT_DISTANCE))) {
        Vec3 p = frame.point(head);
        List<Integer> cube = List.of(cell(p.x()), cell(p.y()), cell(p.z()));
        if (p.z() > LOWEST && cubes.add(cube)) {
          points.add(p);
        }
      }
    }
    return points;
  }

  private static int cell(double x) {
    return (int) Math.floor(x / CUBE);
  }

  private List<Vec3> hits(Portrait portrait, Camera camera) {
    float[] depth = renderer.render(portrait, camera).depth();
    double extent = camera.halfExtent();
    List<Vec3> hits = new ArrayList<>();
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        double z = depth[row * SIZE + column];
        if (!Double.isNaN(z)) { // the ray of this pixel hit
          double x = (2 * (column + 0.5) / SIZE - 1) * extent * z;
          double y = (1 - 2 * (row + 0.5) / SIZE) * extent * z;
          hits.add(
              camera
                  .position()
                  .plus(camera.forward().times(z))
                  .plus(camera.right().times(x))
                  .plus(camera.up().times(y)));
        }
      }
    }
    return hits;
  }

  private static int coprime(int start, int n) {
    int stride = Math.max(1, start);
    while (gcd(stride, n) != 1) {
      stride++;
    }
    return stride;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
