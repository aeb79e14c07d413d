package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** All cameras see one head: a later stage learns its shape from several views. */
class CameraConsistencyTest {
  private static final int SIZE = 128;
  private final PortraitRenderer renderer = new PortraitRenderer(SIZE, 1);
  private final Portrait portrait = PortraitSampler.ofCell(PortraitCell.of(0), 1, 5);

  @Test
  void turningTheCameraChangesTheImage() {
    byte[] front = renderer.render(portrait, Camera.portrait(0)).rgb();
    byte[] turned = renderer.render(portrait, Camera.portrait(30)).rgb();
    assertThat(turned).isNotEqualTo(front);
  }

  @Test
  void pointsOfOneViewAreSeenAtTheirDepthAndColourInAnother() {
    Camera a = Camera.portrait(0);
    Camera b = Camera.orbit(20, 8, 6.5);
    RenderedPortrait from = renderer.render(portrait, a);
    RenderedPortrait to = renderer.render(portrait, b);
    float[] depthFrom = from.depth();
    float[] depthTo = to.depth();
    byte[] rgbFrom = from.rgb();
    byte[] rgbTo = to.rgb();
    int seen = 0;
    int agreeing = 0;
    double[] differences = new double[SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
      if (Float.isNaN(depthFrom[i])) {
        continue;
      }
      double[] pixel = project(b, unproject(a, i, depthFrom[i]));
      int column = (int) pixel[0];
      int row = (int) pixel[1];
      if (column < 0 || row < 0 || column >= SIZE || row >= SIZE) {
        continue;
      }
      int j = row * SIZE + column;
      // A point behind another one is hidden; no point is in front of what is seen.
      if (Math.abs(depthTo[j] - pixel[2]) < 0.05) {
        differences[agreeing++] = Math.abs((rgbFrom[3 * i + 1] & 255) - (rgbTo[3 * j + 1] & 255));
      }
      seen++;
    }
    assertThat(seen).isGreaterThan(SIZE * SIZE / 4);
    assertThat(agreeing / (double) seen).isGreaterThan(0.8);
    double[] sorted = Arrays.copyOf(differences, agreeing);
    Arrays.sort(sorted);
    // Highlights and the rim light move with the camera; the rest keeps its colour.
    assertThat(sorted[agreeing / 2]).isLessThan(4);
    assertThat(sorted[agreeing * 8 / 10]).isLessThan(16);
  }

  private static Vec3 unproject(Camera camera, int pixel, double depth) {
    double x = (2 * (pixel % SIZE + 0.5) / SIZE - 1) * camera.halfExtent() * depth;
    double y = (1 - 2 * (Math.floorDiv(pixel, SIZE) + 0.5) / SIZE) * camera.halfExtent() * depth;
    return camera
        .position()
        .plus(camera.forward().times(depth))
        .plus(camera.right().times(x))
        .plus(camera.up().times(y));
  }

  /** Column, row and depth. */
  private static double[] project(Camera camera, Vec3 point) {
    Vec3 v = point.minus(camera.position());
    double depth = v.dot(camera.forward());
    double scale = depth * camera.halfExtent();
    return new double[] {
      (v.dot(camera.right()) / scale + 1) * SIZE / 2,
      (1 - v.dot(camera.up()) / scale) * SIZE / 2,
      depth
    };
  }
}
