package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EllipsoidTest {
  private static final Offset<Double> TINY = within(1e-12);

  @Test
  void axialRayMeetsTheNearPole() {
    Ellipsoid ellipsoid = Ellipsoid.at(1, 2, 3).radii(0.5, 0.25, 2);
    assertThat(hit(ellipsoid, new Vec3(1, 2, 10), new Vec3(0, 0, -1))).isEqualTo(5, TINY);
    assertThat(hit(ellipsoid, new Vec3(-9, 2, 3), new Vec3(1, 0, 0))).isEqualTo(9.5, TINY);
    assertThat(hit(ellipsoid, new Vec3(1, -8, 3), new Vec3(0, 1, 0))).isEqualTo(9.75, TINY);
  }

  @Test
  void obliqueRayMeetsASphereAtTheChordsDistance() {
    // Closest approach h to the centre at distance d: the hit is at d - sqrt(r^2 - h^2).
    Ellipsoid sphere = Ellipsoid.at(0, 0, 0).radii(2, 2, 2);
    double hit = hit(sphere, new Vec3(-4, 1.2, 3), new Vec3(0.8, 0, -0.6));
    double d = 4 * 0.8 + 3 * 0.6;
    double h2 = 16 + 1.44 + 9 - d * d;
    assertThat(hit).isEqualTo(d - Math.sqrt(4 - h2), TINY);
  }

  @Test
  void rollTurnsTheAxesCounterClockwise() {
    Ellipsoid upright = Ellipsoid.at(0, 0, 0).radii(3, 1, 1).rolled(90);
    assertThat(hit(upright, new Vec3(0, 10, 0), new Vec3(0, -1, 0))).isEqualTo(7, TINY);
    double s = Math.sqrt(0.5);
    Ellipsoid diagonal = Ellipsoid.at(0, 0, 0).radii(3, 1, 1).rolled(45);
    assertThat(hit(diagonal, new Vec3(10 * s, 10 * s, 0), new Vec3(-s, -s, 0))).isEqualTo(7, TINY);
  }

  @Test
  void rayThatPassesOrLeavesMisses() {
    Ellipsoid sphere = Ellipsoid.at(0, 0, 0).radii(1, 1, 1);
    assertThat(hit(sphere, new Vec3(0, 1.01, 5), new Vec3(0, 0, -1))).isInfinite();
    assertThat(hit(sphere, new Vec3(0, 0, 5), new Vec3(0, 0, 1))).isInfinite();
  }

  @Test
  void clipUncoversTheInsideOfTheFarWall() {
    Ellipsoid sphere = Ellipsoid.at(0, 0, 0).radii(1, 1, 1);
    Ray ray = new Ray().from(new Vec3(0, 0, 5)).towards(0, 0, -1);
    assertThat(sphere.hit(ray, (x, y, z) -> z < 0)).isEqualTo(6, TINY);
    assertThat(sphere.hit(ray, (x, y, z) -> false)).isInfinite();
  }

  @Test
  void normalIsTheGradientsDirection() {
    Ellipsoid ellipsoid = Ellipsoid.at(0, 0, 0).radii(2, 1, 1).rolled(30);
    // The point at parameter (cos a, sin a), rolled; its gradient is (cos a / 2, sin a), rolled.
    double cos = StrictMath.cos(StrictMath.toRadians(30));
    double sin = 0.5;
    double x = 2 * 0.6;
    double y = 0.8;
    SurfacePoint point = new SurfacePoint();
    point.begin(cos * x - sin * y, sin * x + cos * y, 0);
    ellipsoid.normalAt(point);
    double length = Math.sqrt(0.3 * 0.3 + 0.8 * 0.8);
    assertThat(point.nx).isEqualTo((cos * 0.3 - sin * 0.8) / length, within(1e-9));
    assertThat(point.ny).isEqualTo((sin * 0.3 + cos * 0.8) / length, within(1e-9));
    assertThat(point.nz).isEqualTo(0, TINY);
  }

  @Test
  void cornersBoundTheRolledEllipsoid() {
    Ellipsoid ellipsoid = Ellipsoid.at(1, 0, 0).radii(2, 1, 0.5).rolled(90);
    Vec3 least = ellipsoid.corner(0);
    Vec3 most = ellipsoid.corner(7);
    assertThat(most.minus(least).x()).isEqualTo(2, TINY);
    assertThat(most.minus(least).y()).isEqualTo(4, TINY);
    assertThat(most.minus(least).z()).isEqualTo(1, TINY);
  }

  @Test
  void radiiMustBePositive() {
    assertThatThrownBy(() -> Ellipsoid.at(0, 0, 0).radii(1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("radii must be positive but were 1.0, 0.0, 1.0");
  }

  private static double hit(Ellipsoid ellipsoid, Vec3 from, Vec3 towards) {
    Ray ray = new Ray().from(from).towards(towards.x(), towards.y(), towards.z());
    return ellipsoid.hit(ray, Clip.WHOLE);
  }
}
