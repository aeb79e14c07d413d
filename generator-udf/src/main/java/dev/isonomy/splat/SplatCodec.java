package dev.isonomy.splat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The {@code .splat} of web viewers, little-endian and without a header: per Gaussian float32[3]
 * position, float32[3] deviations, u8[4] colour and opacity, u8[4] quaternion w, x, y, z as {@code
 * 128 q + 128}; large and opaque ones first.
 */
final class SplatCodec {
  private static final int BYTES = 32;

  private SplatCodec() {}

  static byte[] write(Splats splats) {
    Splats s = splats.select(largestFirst(splats));
    ByteBuffer out = ByteBuffer.allocate(s.count() * BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < s.count(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        out.putFloat(s.position(i, axis));
      }
      for (int axis = 0; axis < 3; axis++) {
        out.putFloat(scale(s.logScale(i, axis)));
      }
      for (int channel = 0; channel < 3; channel++) {
        out.put(octet((0.5 + SphericalHarmonics.C0 * s.harmonic(i, 0, channel)) * 255));
      }
      out.put(octet(s.opacityShare(i) * 255));
      for (int k = 0; k < 4; k++) {
        out.put(octet(s.unitRotation(i, k) * 128 + 128));
      }
    }
    return out.array();
  }

  private static int[] largestFirst(Splats s) {
    double[] weight = new double[s.count()];
    for (int i = 0; i < weight.length; i++) {
      double logVolume = s.logScale(i, 0) + s.logScale(i, 1) + s.logScale(i, 2);
      weight[i] = StrictMath.exp(logVolume) * s.opacityShare(i);
    }
    return IntStream.range(0, s.count())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -weight[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static byte octet(double value) {
    return (byte) (int) Math.max(0, Math.min(255, Math.rint(value)));
  }

  static Splats read(byte[] file) {
    if (file.length == 0 || file.length % BYTES != 0) {
      throw new MalformedSplatsException(
          "its length must be a positive multiple of 32 bytes but is " + file.length);
    }
    int n = MalformedSplatsException.count(file.length / BYTES);
    float[] positions = new float[3 * n];
    float[] logScales = new float[3 * n];
    float[] rotations = new float[4 * n];
    float[] opacities = new float[n];
    float[] harmonics = new float[3 * n];
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      in.asFloatBuffer().get(positions, 3 * i, 3);
      in.position(in.position() + 12);
      for (int axis = 0; axis < 3; axis++) {
        logScales[3 * i + axis] = logScale(in.getFloat(), i);
      }
      for (int channel = 0; channel < 3; channel++) {
        double colour = (in.get() & 255) / 255.0;
        harmonics[3 * i + channel] = (float) ((colour - 0.5) / SphericalHarmonics.C0);
      }
      opacities[i] = Logits.of((in.get() & 255) / 255.0);
      for (int k = 0; k < 4; k++) {
        rotations[4 * i + k] = ((in.get() & 255) - 128) / 128f;
      }
    }
    return new Splats(positions, logScales, rotations, opacities, harmonics);
  }

  /** Positive and finite, as readers want it, also where single precision ends. */
  private static float scale(float logScale) {
    double scale = StrictMath.exp(logScale);
    return (float) Math.max(Float.MIN_NORMAL, Math.min(Float.MAX_VALUE, scale));
  }

  private static float logScale(float scale, int gaussian) {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new MalformedSplatsException(
          "the scale of Gaussian " + gaussian + " must be positive but is " + scale);
    }
    return (float) StrictMath.log(scale);
  }
}
