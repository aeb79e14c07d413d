package dev.isonomy.splat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SplatFormatTest {
  private static final Splats SPLATS = SplatSamples.ball(120, 3, 5);

  @Test
  void plyKeepsEveryNumberToAFloatsPrecision() {
    Splats back = SplatFormat.PLY.read(SplatFormat.PLY.write(SPLATS), "a.ply");
    assertClose(back, SPLATS, 1e-6f, 1e-6f, 1e-6f, 1e-5f, 1e-5f);
    assertThat(back.degree()).isEqualTo(3);
  }

  @Test
  void spzKeepsNumbersWithinItsQuantization() {
    Splats back = SplatFormat.SPZ.read(SplatFormat.SPZ.write(SPLATS), "a.spz");
    // 12 fractional bits; e^(1/32); 9 bits of 0.71; 8 bits of opacity; 3.75 steps per unit of 0.15.
    assertClose(back, SPLATS, 1.3e-4f, 0.0313f, 2.5e-3f, 0.002f, 0.014f);
  }

  @Test
  void splatKeepsColourAndShapeInEightBitsAndPutsLargeOnesFirst() {
    Splats flat = SplatSamples.ball(120, 0, 5);
    Splats back = SplatFormat.SPLAT.read(SplatFormat.SPLAT.write(flat), "a.splat");
    int[] order = new int[flat.count()];
    for (int i = 0; i < order.length; i++) {
      float x = back.position(i, 0);
      for (int j = 0; j < flat.count(); j++) {
        if (flat.position(j, 0) == x) {
          order[i] = j;
        }
      }
    }
    assertThat(Arrays.stream(order).distinct().count()).isEqualTo(flat.count());
    assertClose(back, flat.select(order), 1e-6f, 1e-5f, 0.012f, 0.002f, 0.0071f);
    double before = Double.POSITIVE_INFINITY;
    for (int j : order) {
      double size =
          flat.opacityShare(j)
              * Math.exp(flat.logScale(j, 0) + flat.logScale(j, 1) + flat.logScale(j, 2));
      assertThat(size).isLessThanOrEqualTo(before);
      before = size;
    }
  }

  /** Rotations up to sign, opacities as shares, colours where 8 bits can hold them. */
  private static void assertClose(
      Splats a, Splats b, float place, float scale, float turn, float share, float colour) {
    assertThat(a.count()).isEqualTo(b.count());
    for (int i = 0; i < a.count(); i++) {
      double product = 0;
      for (int k = 0; k < 4; k++) {
        product += a.unitRotation(i, k) * b.unitRotation(i, k);
      }
      for (int k = 0; k < 4; k++) {
        assertThat(a.unitRotation(i, k))
            .isCloseTo(Math.signum(product) * b.unitRotation(i, k), within((double) turn));
      }
      for (int axis = 0; axis < 3; axis++) {
        assertThat(a.position(i, axis)).isCloseTo(b.position(i, axis), within(place));
        assertThat(a.logScale(i, axis)).isCloseTo(b.logScale(i, axis), within(scale));
        float expected = Math.max(-1.77f, Math.min(1.77f, b.harmonic(i, 0, axis)));
        float found = Math.max(-1.77f, Math.min(1.77f, a.harmonic(i, 0, axis)));
        assertThat(found).isCloseTo(expected, within(colour));
      }
      assertThat(a.opacityShare(i)).isCloseTo(b.opacityShare(i), within((double) share));
    }
  }

  @Test
  void higherHarmonicsKeepFiveAndFourBitsInSpz() {
    Splats back = SplatFormat.SPZ.read(SplatFormat.SPZ.write(SPLATS), "a.spz");
    Splats exact = SplatFrame.RUB.fromWorld(SPLATS);
    Splats stored = SplatFrame.RUB.fromWorld(back);
    for (int i = 0; i < 120; i++) {
      for (int k = 1; k < 16; k++) {
        float step = (k < 4 ? 8 : 16) / 128f;
        float expected = Math.max(-0.9f, Math.min(0.9f, exact.harmonic(i, k, 1)));
        assertThat(stored.harmonic(i, k, 1)).isCloseTo(expected, within(0.51f * step + 0.004f));
      }
    }
  }

  @Test
  void filesHoldTheFramesThatTheirReadersExpect() throws IOException {
    Splats splats = SplatSamples.one(0.1f, 0.2f, 0.3f, 0.02, 1, 0.2f, 0.4f, 0.6f);
    byte[] ply = SplatFormat.PLY.write(splats);
    String header = new String(ply, StandardCharsets.US_ASCII);
    int start = header.indexOf("end_header\n") + 11;
    ByteBuffer vertex = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN).position(start);
    // Right, down, front of a camera that looks along -x with z up.
    assertThat(new float[] {vertex.getFloat(), vertex.getFloat(), vertex.getFloat()})
        .containsExactly(new float[] {0.2f, -0.3f, -0.1f}, within(1e-7f));
    ByteBuffer spz =
        ByteBuffer.wrap(inflated(SplatFormat.SPZ.write(splats))).order(ByteOrder.LITTLE_ENDIAN);
    // Right, up, back, with 12 fractional bits.
    for (float expected : new float[] {0.2f, 0.3f, 0.1f}) {
      int at = expected == 0.2f ? 16 : expected == 0.3f ? 19 : 22;
      assertThat((spz.getShort(at) & 0xffff) / 4096f).isCloseTo(expected, within(2e-4f));
    }
  }

  @ParameterizedTest
  @EnumSource(SplatFrame.class)
  void frameTurnsShapeAndColourAlong(SplatFrame frame) {
    // A camera that turns with the asset sees the same image, direction-dependent colour
    // included.
    Splats turned = frame.fromWorld(SPLATS);
    SplatCamera camera = SplatCamera.orbit(35, 15, 3, 22);
    float[] numbers = camera.conditioning();
    float[] other = numbers.clone();
    for (int column = 0; column < 4; column++) {
      float x = numbers[9 + column];
      float y = numbers[13 + column];
      float z = numbers[17 + column];
      other[9 + column] = y;
      other[13 + column] = frame == SplatFrame.RDF ? -z : z;
      other[17 + column] = frame == SplatFrame.RDF ? -x : x;
    }
    double[] a = ReferenceRenderer.draw(SPLATS, camera, 24, 24);
    double[] b = ReferenceRenderer.draw(turned, SplatCamera.of(other), 24, 24);
    assertThat(b).containsExactly(a, within(5e-3));
    assertClose(frame.toWorld(turned), SPLATS, 1e-6f, 1e-6f, 1e-6f, 1e-6f, 1e-5f);
  }

  @ParameterizedTest
  @EnumSource(SplatFormat.class)
  void bytesAreAFunctionOfTheAsset(SplatFormat format) {
    assertThat(format.write(SplatSamples.ball(50, 1, 9)))
        .isEqualTo(format.write(SplatSamples.ball(50, 1, 9)));
  }

  @ParameterizedTest
  @EnumSource(SplatFormat.class)
  void everyTruncationIsRefusedInOneLine(SplatFormat format) {
    byte[] file = format.write(SplatSamples.ball(5, 1, 9));
    for (int length = 0; length < file.length; length++) {
      // Cut between two Gaussians, a .splat is a shorter .splat: it has no count.
      if (format == SplatFormat.SPLAT && length > 0 && length % 32 == 0) {
        continue;
      }
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> format.read(cut, "cut." + format.label()))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("cut." + format.label() + " is no valid ." + format.label())
          .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }
  }

  @ParameterizedTest
  @EnumSource(SplatFormat.class)
  void damagedBytesAreReadOrRefusedButNeverCrash(SplatFormat format) {
    byte[] file = format.write(SplatSamples.ball(8, 1, 9));
    java.util.Random random = new java.util.Random(4);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = file.clone();
      damaged[random.nextInt(file.length)] = (byte) random.nextInt();
      damaged[random.nextInt(Math.min(64, file.length))] ^= (byte) (1 << random.nextInt(8));
      try {
        format.read(damaged, "x");
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("x ");
      }
    }
  }

  @Test
  void liesInHeadersAreNamed() throws IOException {
    String ply = "ply\nformat binary_little_endian 1.0\nelement vertex 99999999999\n";
    assertRefused(SplatFormat.PLY, ply + "end_header\n", "it claims 99999999999 Gaussians");
    assertRefused(
        SplatFormat.PLY,
        "ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nend_header\n1",
        "must name the format binary_little_endian 1.0");
    assertRefused(
        SplatFormat.PLY,
        "ply\nformat binary_little_endian 1.0\nelement vertex 0\nproperty float x\nend_header\n",
        "no property f_dc_0");
    assertRefused(
        SplatFormat.PLY,
        "ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty list a b c\nend_header\n",
        "must be a property of type float");
    byte[] body = inflated(SplatFormat.SPZ.write(SplatSamples.ball(5, 0, 9)));
    assertRefused(body, 4, 2, "its version must be 3 but is 2");
    assertRefused(body, 12, 9, "its degree must be in [0, 3] but is 9");
    assertRefused(body, 13, 77, "its fractional bits must be in [0, 23] but are 77");
    assertRefused(body, 8, 6, "it ends after 100 of 120 bytes");
    assertRefused(body, 8, 4, "bytes follow its 4 Gaussians");
    assertRefused(body, 11, 0x7f, "Gaussians, at most 16777216 are read");
    assertThatThrownBy(() -> SplatFormat.SPLAT.read(new byte[64], "s"))
        .hasMessage("s is no valid .splat: the scale of Gaussian 0 must be positive but is 0.0");
    assertThatThrownBy(() -> SplatFormat.ofName("obj"))
        .hasMessage("a splat format must be ply, splat, spz but was 'obj'");
  }

  private static void assertRefused(SplatFormat format, String file, String message) {
    byte[] bytes = file.getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> format.read(bytes, "f"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static void assertRefused(byte[] body, int at, int value, String message)
      throws IOException {
    byte[] altered = body.clone();
    altered[at] = (byte) value;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(altered);
    }
    assertThatThrownBy(() -> SplatFormat.SPZ.read(out.toByteArray(), "f"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static byte[] inflated(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
