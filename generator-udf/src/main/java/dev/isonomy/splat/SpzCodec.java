package dev.isonomy.splat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * SPZ version 3: a gzip of a 16-byte header (magic, version, count, degree, fractional bits, flags)
 * and one array per property: positions as 24-bit fixed point, opacities, colours, scales,
 * rotations (the three smallest components, 10 bits each), higher harmonics.
 */
final class SpzCodec {
  private static final int MAGIC = 0x5053474e; // "NGSP"
  private static final int VERSION = 3;
  private static final int HEADER = 16;
  private static final int FRACTION_BITS = 12;
  private static final double COLOUR_SCALE = 0.15;
  // Of the harmonics' 8 bits the first band keeps 5 and the others 4, which compresses better.
  private static final int FIRST_BAND_STEP = 8;
  private static final int HIGHER_BAND_STEP = 16;

  private SpzCodec() {}

  static byte[] write(Splats s) {
    int n = s.count();
    ByteBuffer out = ByteBuffer.allocate(HEADER + n * bytes(s.degree()));
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(VERSION).putInt(n);
    out.put((byte) s.degree()).put((byte) FRACTION_BITS).put((byte) 0).put((byte) 0);
    for (int i = 0; i < 3 * n; i++) {
      long fixed = Math.round(s.position(i / 3, i % 3) * (double) (1 << FRACTION_BITS));
      int limited = (int) Math.max(-(1 << 23), Math.min((1 << 23) - 1, fixed));
      out.put((byte) limited).put((byte) (limited >> 8)).put((byte) (limited >> 16));
    }
    for (int i = 0; i < n; i++) {
      out.put(octet(s.opacityShare(i) * 255));
    }
    for (int i = 0; i < 3 * n; i++) {
      out.put(octet(s.harmonic(i / 3, 0, i % 3) * COLOUR_SCALE * 255 + 0.5 * 255));
    }
    for (int i = 0; i < 3 * n; i++) {
      out.put(octet((s.logScale(i / 3, i % 3) + 10) * 16));
    }
    for (int i = 0; i < n; i++) {
      out.putInt(SmallestThree.pack(s, i));
    }
    for (int i = 0; i < n; i++) {
      for (int k = 1; k < Splats.coefficients(s.degree()); k++) {
        int step = k < 4 ? FIRST_BAND_STEP : HIGHER_BAND_STEP;
        for (int channel = 0; channel < 3; channel++) {
          double value = Math.rint(s.harmonic(i, k, channel) * 128) + 128;
          out.put(octet(Math.floor((value + step / 2.0) / step) * step));
        }
      }
    }
    return compressed(out.array());
  }

  /** Bytes per Gaussian. */
  private static int bytes(int degree) {
    return 9 + 1 + 3 + 3 + 4 + 3 * (Splats.coefficients(degree) - 1);
  }

  private static byte octet(double value) {
    return (byte) (int) Math.max(0, Math.min(255, Math.rint(value)));
  }

  private static byte[] compressed(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] file = out.toByteArray();
    // The byte that names the operating system differs between JDKs: 255 is "unknown".
    file[9] = (byte) 255;
    return file;
  }

  static Splats read(byte[] file) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      ByteBuffer header = ByteBuffer.wrap(exactly(in, HEADER)).order(ByteOrder.LITTLE_ENDIAN);
      if (header.getInt() != MAGIC) {
        throw new MalformedSplatsException("it does not begin with NGSP");
      }
      int version = header.getInt();
      if (version != VERSION) {
        throw new MalformedSplatsException("its version must be 3 but is " + version);
      }
      int n = MalformedSplatsException.count(Integer.toUnsignedLong(header.getInt()));
      int degree = header.get();
      int fraction = header.get();
      if (degree < 0 || degree > Splats.MAX_DEGREE) {
        throw new MalformedSplatsException("its degree must be in [0, 3] but is " + degree);
      }
      if (fraction < 0 || fraction > 23) {
        throw new MalformedSplatsException(
            "its fractional bits must be in [0, 23] but are " + fraction);
      }
      // What a bomb would expand to beyond the claimed count is never inflated.
      ByteBuffer body = ByteBuffer.wrap(exactly(in, Math.multiplyExact(n, bytes(degree))));
      if (in.read() >= 0) {
        throw new MalformedSplatsException("bytes follow its " + n + " Gaussians");
      }
      return body(body.order(ByteOrder.LITTLE_ENDIAN), n, degree, fraction);
    } catch (IOException e) {
      throw new MalformedSplatsException("its compression is damaged, " + e.getMessage());
    } catch (ArithmeticException e) {
      throw new MalformedSplatsException("it claims more than 2 GiB");
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new MalformedSplatsException(
          "it ends after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static Splats body(ByteBuffer in, int n, int degree, int fraction) {
    int k = Splats.coefficients(degree);
    float[] positions = new float[3 * n];
    float[] logScales = new float[3 * n];
    float[] rotations = new float[4 * n];
    float[] opacities = new float[n];
    float[] harmonics = new float[3 * k * n];
    for (int i = 0; i < 3 * n; i++) {
      int fixed = (in.get() & 255) | (in.get() & 255) << 8 | in.get() << 16;
      positions[i] = (float) (fixed / (double) (1 << fraction));
    }
    for (int i = 0; i < n; i++) {
      opacities[i] = Logits.of((in.get() & 255) / 255.0);
    }
    for (int i = 0; i < 3 * n; i++) {
      harmonics[3 * (i / 3 * k) + i % 3] =
          (float) (((in.get() & 255) / 255.0 - 0.5) / COLOUR_SCALE);
    }
    for (int i = 0; i < 3 * n; i++) {
      logScales[i] = (in.get() & 255) / 16f - 10;
    }
    for (int i = 0; i < n; i++) {
      SmallestThree.unpack(in.getInt(), rotations, 4 * i);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 3; j < 3 * k; j++) {
        harmonics[3 * i * k + j] = ((in.get() & 255) - 128) / 128f;
      }
    }
    return new Splats(positions, logScales, rotations, opacities, harmonics);
  }
}
