package dev.isonomy.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplatRendererTest {
  private static final float[] WHITE = {1, 1, 1};

  @ParameterizedTest
  @CsvSource({
    "64, 64, 1024, 0, 0, 0, 3",
    "64, 64, 1024, 3, 130, -35, 3",
    "50, 37, 300, 1, -60, 20, 1.2",
    "64, 48, 300, 2, 15, 60, 0.6"
  })
  void agreesWithTheSlowReference(
      int width, int height, int count, int degree, double yaw, double pitch, double distance) {
    Splats splats = SplatSamples.ball(count, degree, 7 + degree);
    SplatCamera camera = SplatCamera.orbit(yaw, pitch, distance, 22);
    SplatImage image = new SplatRenderer(width, height).draw(splats, camera);
    double[] reference = ReferenceRenderer.draw(splats, camera, width, height);
    double squares = 0;
    for (int pixel = 0; pixel < width * height; pixel++) {
      int row = pixel / width;
      int column = pixel % width;
      double through = reference[4 * pixel + 3];
      assertThat(1 - image.coverage(row, column)).isCloseTo((float) through, within(0.02f));
      for (int channel = 0; channel < 3; channel++) {
        double expected = reference[4 * pixel + channel] + through;
        double difference = image.value(row, column, channel, 1) - expected;
        squares += difference * difference;
      }
    }
    double decibels = -10 * Math.log10(squares / (3 * width * height) + 1e-20);
    assertThat(decibels).isGreaterThan(60);
  }

  @Test
  void oneRoundGaussianHasItsClosedForm() {
    // Focal length 64 pixels at distance 2: 32 pixels per unit.
    double field = Math.toDegrees(2 * Math.atan(0.5));
    SplatCamera camera = SplatCamera.orbit(0, 0, 2, field);
    Splats splats = SplatSamples.one(0, 0, 0, 0.1, 0, 0.2f, 0.4f, 1);
    SplatImage image = new SplatRenderer(64, 64).draw(splats, camera);
    double variance = 3.2 * 3.2 + 0.3;
    for (int column = 28; column < 36; column++) {
      double dx = column + 0.5 - 32;
      double alpha = 0.5 * Math.exp(-(dx * dx + 0.25) / (2 * variance));
      assertThat(image.coverage(32, column)).isCloseTo((float) alpha, within(1e-5f));
      assertThat(image.value(32, column, 1, 0)).isCloseTo((float) (0.4 * alpha), within(1e-5f));
    }
  }

  @Test
  void rightIsRightAndUpIsUp() {
    SplatCamera camera = SplatCamera.orbit(0, 0, 3, 22);
    Splats splats = SplatSamples.one(0, 0.3f, 0.2f, 0.03, 3, 1, 0, 0);
    SplatImage image = new SplatRenderer(64, 64).draw(splats, camera);
    double pixels = 64 * camera.fx() / 3;
    assertThat(image.coverage((int) (32 - 0.2 * pixels), (int) (32 + 0.3 * pixels)))
        .isGreaterThan(0.8f);
    // Seen from the viewer's right, what is in front lies to the left.
    SplatCamera fromRight = SplatCamera.orbit(90, 0, 3, 22);
    Splats front = SplatSamples.one(0.3f, 0, 0, 0.03, 3, 1, 0, 0);
    SplatImage side = new SplatRenderer(64, 64).draw(front, fromRight);
    assertThat(side.coverage(32, (int) (32 - 0.3 * pixels))).isGreaterThan(0.8f);
  }

  @Test
  void frontHidesBackAndAnEmptyAssetShowsTheBackground() {
    float[] positions = {0.2f, 0, 0, -0.2f, 0, 0};
    float[] scales = {-2, -2, -2, -2, -2, -2};
    float[] rotations = {1, 0, 0, 0, 1, 0, 0, 0};
    float[] harmonics = {2, -2, -2, -2, 2, -2};
    Splats splats = new Splats(positions, scales, rotations, new float[] {9, 9}, harmonics);
    byte[] front = draw(splats, SplatCamera.orbit(0, 0, 3, 22));
    byte[] back = draw(splats, SplatCamera.orbit(180, 0, 3, 22));
    int middle = 3 * (32 * 64 + 32);
    assertThat(front[middle] & 255).isGreaterThan(250);
    assertThat(front[middle + 1] & 255).isLessThan(10);
    assertThat(back[middle + 1] & 255).isGreaterThan(250);
    Splats none = new Splats(new float[0], new float[0], new float[0], new float[0], new float[0]);
    assertThat(draw(none, SplatCamera.orbit(0, 0, 3, 22))).containsOnly(255);
  }

  private static byte[] draw(Splats splats, SplatCamera camera) {
    return new SplatRenderer(64, 64).draw(splats, camera).over(WHITE);
  }

  @Test
  void threadsChangeNoBit() {
    Splats splats = SplatSamples.ball(2000, 1, 3);
    SplatCamera camera = SplatCamera.orbit(30, 10, 3, 22);
    SplatRenderer renderer = new SplatRenderer(150, 90);
    assertThat(renderer.parallel().draw(splats, camera).over(WHITE))
        .isEqualTo(renderer.draw(splats, camera).over(WHITE));
  }

  @Test
  void extremeGaussiansDoNoHarm() {
    float[] positions = {0, 0, 0, 1e30f, 0, 0, 2.999f, 0, 0};
    float[] scales = {80, -80, 0, 0, 0, 0, 80, 80, 80};
    float[] rotations = {1e-3f, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0};
    Splats splats =
        new Splats(positions, scales, rotations, new float[] {1e30f, 50, -1e30f}, new float[9]);
    SplatImage image = new SplatRenderer(32, 32).draw(splats, SplatCamera.orbit(0, 0, 3, 22));
    for (int pixel = 0; pixel < 32 * 32; pixel++) {
      assertThat(image.value(pixel / 32, pixel % 32, 0, 1)).isBetween(0f, 1f);
    }
  }

  @Test
  void exponentialIsPreciseEverywhereItIsUsed() {
    for (float x = -80; x <= 0; x += 0.0137f) {
      double expected = StrictMath.exp(x);
      assertThat(FastExp.of(x) / expected - 1).isCloseTo(0, within(1e-5));
      if (x > -6) {
        assertThat(FastExp.of(x) / expected - 1).isCloseTo(0, within(1e-6));
      }
    }
  }

  @Test
  void impossibleSizesAndNumbersAreRefused() {
    assertThatThrownBy(() -> new SplatRenderer(0, 5))
        .hasMessage("an image must be at least 1x1 and at most 8192x8192 but was 0x5");
    assertThatThrownBy(
            () -> new Splats(new float[3], new float[3], new float[4], new float[1], new float[3]))
        .hasMessage("rotation of Gaussian 0 is the zero quaternion");
    assertThatThrownBy(() -> SplatSamples.one(Float.NaN, 0, 0, 1, 0, 1, 1, 1))
        .hasMessage("positions must be finite but number 0 is NaN");
    assertThatThrownBy(
            () -> new Splats(new float[3], new float[3], new float[4], new float[1], new float[7]))
        .hasMessageContaining("colours must be 3, 12, 27 or 48 numbers");
  }
}
