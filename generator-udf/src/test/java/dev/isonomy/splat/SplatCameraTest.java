package dev.isonomy.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SplatCameraTest {
  @Test
  void cameraOfTheInputIsTheOneOfTheSource() {
    // TriplaneGaussian: OpenGL's [[0,0,1,d],[1,0,0,0],[0,1,0,0]], columns 1 and 2 negated.
    float[] numbers = SplatCamera.orbit(0, 0, 1.9, 40).conditioning();
    float[] pose = {0, 0, -1, 1.9f, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1};
    for (int i = 0; i < 16; i++) {
      assertThat(numbers[9 + i]).isCloseTo(pose[i], within(1e-6f));
    }
    float focal = (float) (0.5 / Math.tan(Math.toRadians(20)));
    assertThat(numbers).startsWith(focal, 0, 0.5f, 0, focal, 0.5f, 0, 0, 1);
  }

  @Test
  void everyOrbitLooksAtTheOriginWithTheHorizonLevel() {
    for (int yaw = -180; yaw < 180; yaw += 17) {
      for (int pitch = -80; pitch <= 80; pitch += 20) {
        SplatCamera camera = SplatCamera.orbit(yaw, pitch, 2.5, 30);
        double depth = 0;
        for (int axis = 0; axis < 3; axis++) {
          depth -= camera.rotation(2, axis) * camera.position(axis);
        }
        assertThat(depth).isCloseTo(2.5, within(1e-12));
        assertThat(camera.rotation(0, 2)).isCloseTo(0, within(1e-12));
        assertThat(camera.rotation(1, 2)).isLessThan(0);
      }
    }
  }

  @Test
  void numbersAndCameraAreTheSame() {
    SplatCamera camera = SplatCamera.orbit(40, -10, 3, 22);
    float[] numbers = camera.conditioning();
    assertThat(SplatCamera.of(numbers).conditioning()).isEqualTo(numbers);
    assertThat(SplatCamera.of(numbers)).isEqualTo(SplatCamera.of(numbers.clone()));
  }

  @Test
  void whatIsNoCameraIsRefused() {
    float[] numbers = SplatCamera.orbit(40, -10, 3, 22).conditioning();
    numbers[9] *= 2;
    assertThatThrownBy(() -> SplatCamera.of(numbers))
        .hasMessageContaining("a pose's axes must be orthonormal");
    assertThatThrownBy(() -> SplatCamera.of(new float[7]))
        .hasMessageContaining("a camera must have 25 numbers");
    assertThatThrownBy(() -> SplatCamera.orbit(0, 90, 3, 22))
        .hasMessage("pitch must be in (-90, 90) degrees but was 90.0");
  }
}
