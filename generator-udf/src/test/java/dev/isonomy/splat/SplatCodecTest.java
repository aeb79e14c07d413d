package dev.isonomy.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplatCodecTest {
  private static Splats one(float logScale, float opacity, float... rotation) {
    return new Splats(
        new float[] {1, 2, 3},
        new float[] {logScale, logScale, logScale},
        rotation,
        new float[] {opacity},
        new float[3]);
  }

  /** What a format cannot hold is cut to what it can, so that its own reader takes it. */
  @ParameterizedTest
  @EnumSource(SplatFormat.class)
  void extremeScalesAndOpacitiesAreReadBack(SplatFormat format) {
    for (float scale : new float[] {-1e30f, -200, -110, -20, 0, 88, 200, 1e30f}) {
      for (float opacity : new float[] {-1e30f, -100, 0, 100, 1e30f}) {
        Splats read =
            format.read(format.write(one(scale, opacity, 1, 0, 0, 0)), "f." + format.label());

        assertThat(read.count()).isEqualTo(1);
        assertThat(read.opacityShare(0))
            .isCloseTo(one(scale, opacity, 1, 0, 0, 0).opacityShare(0), within(0.003));
        if (scale == 0) {
          assertThat(read.logScale(0, 0)).isCloseTo(0, within(0.04f));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void aScaleThatIsNoneIsNamed(float scale) {
    byte[] file = SplatFormat.SPLAT.write(one(0, 0, 1, 0, 0, 0));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(16, scale);

    assertThatThrownBy(() -> SplatFormat.SPLAT.read(file, "a.splat"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "a.splat is no valid .splat: the scale of Gaussian 0 must be positive but is " + scale);
  }

  /** q and -q are one rotation; 9 bits of three components keep it to a few thousandths. */
  @Test
  void packedRotationsAreTheSameRotation() {
    RandomStream random = RandomStream.of(1, 0, 0, Purpose.RENDER);
    float[] unpacked = new float[9];
    for (int trial = 0; trial < 500; trial++) {
      float[] q = new float[4];
      random.fillGaussian(q);
      if (trial < 8) { // the axes, and what points exactly against them
        q = new float[4];
        q[trial / 2] = trial % 2 == 0 ? 2 : -2;
      }
      Splats splats = one(0, 0, q);
      SmallestThree.unpack(SmallestThree.pack(splats, 0), unpacked, 3);
      double dot = 0;
      double norm = 0;
      for (int i = 0; i < 4; i++) {
        dot += splats.unitRotation(0, i) * unpacked[3 + i];
        norm += unpacked[3 + i] * unpacked[3 + i];
      }
      assertThat(norm).isCloseTo(1, within(1e-6));
      assertThat(Math.abs(dot)).as("trial %d", trial).isCloseTo(1, within(1e-5));
    }
    assertThat(unpacked[0]).as("nothing else is written").isZero();
    assertThat(unpacked[7]).isZero();
  }

  @Test
  void logitsTurnSharesBackWithinHalfAStep() {
    for (int octet = 0; octet < 256; octet++) {
      double share = octet / 255.0;
      double back = 1 / (1 + Math.exp(-Logits.of(share)));
      assertThat(back).isCloseTo(share, within(octet == 0 || octet == 255 ? 0.5 / 255 : 1e-6));
    }
    assertThat(Logits.of(-1)).isEqualTo(Logits.of(0)).isEqualTo(-Logits.of(2));
  }

  @Test
  void theMatrixOfAQuaternionTurnsTheAxes() {
    double h = Math.sqrt(0.5);
    double[] matrix = new double[9];

    Quaternions.matrix(h, 0, 0, h, matrix); // a quarter about z: x to y, y to -x
    assertThat(matrix).containsExactly(new double[] {0, -1, 0, 1, 0, 0, 0, 0, 1}, within(1e-15));
    Quaternions.matrix(h, h, 0, 0, matrix); // about x: y to z, z to -y
    assertThat(matrix).containsExactly(new double[] {1, 0, 0, 0, 0, -1, 0, 1, 0}, within(1e-15));
    Quaternions.matrix(h, 0, h, 0, matrix); // about y: z to x, x to -z
    assertThat(matrix).containsExactly(new double[] {0, 0, 1, 0, 1, 0, -1, 0, 0}, within(1e-15));
  }
}
