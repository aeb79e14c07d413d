package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CameraTest {
  @Test
  void frontalPortraitLooksAlongTheNegativeDepthAxis() {
    Camera camera = Camera.portrait(0);
    assertThat(camera.forward()).isEqualTo(new Vec3(0, 0, -1));
    assertThat(camera.right().x()).isEqualTo(1, within(1e-12));
    assertThat(camera.up().y()).isEqualTo(1, within(1e-12));
  }

  @Test
  void orbitKeepsDistanceAndTarget() {
    Camera camera = Camera.orbit(40, 20, 5);
    assertThat(camera.target()).isEqualTo(Camera.portrait(0).target());
    assertThat(camera.position().minus(camera.target()).length()).isEqualTo(5, within(1e-12));
    assertThat(camera.position().x()).isPositive();
    assertThat(camera.position().y()).isGreaterThan(camera.target().y());
  }

  @Test
  void axesAreOrthonormal() {
    Camera camera = Camera.orbit(-130, 35, 6);
    assertThat(camera.right().dot(camera.up())).isEqualTo(0, within(1e-12));
    assertThat(camera.right().dot(camera.forward())).isEqualTo(0, within(1e-12));
    assertThat(camera.up().dot(camera.forward())).isEqualTo(0, within(1e-12));
    assertThat(camera.up().length()).isEqualTo(1, within(1e-12));
  }

  @Test
  void halfExtentIsTheTangentOfHalfTheFieldOfView() {
    Camera camera = new Camera(new Vec3(0, 0, 5), new Vec3(0, 0, 0), 90);
    assertThat(camera.halfExtent()).isEqualTo(1, within(1e-12));
  }

  @Test
  void impossibleCamerasAreRefused() {
    Vec3 front = new Vec3(0, 0, 5);
    Vec3 origin = new Vec3(0, 0, 0);
    assertThatThrownBy(() -> new Camera(front, origin, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fieldOfView must be in (0, 120] degrees but was 0.0");
    assertThatThrownBy(() -> new Camera(new Vec3(0, 5, 0), origin, 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the view must not be vertical or empty but was from");
  }
}
