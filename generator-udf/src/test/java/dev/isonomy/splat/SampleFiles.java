package dev.isonomy.splat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes assets in every format, with what is in them as text, for readers that are not ours: the
 * check {@code splats.sh} compares. Numbers are those of {@code .ply}: right, down, front; opacity
 * logits, logarithms of scales, quaternions wxyz, harmonics channel by channel.
 */
public final class SampleFiles {
  private SampleFiles() {}

  /** {@code DIRECTORY}. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    for (int degree : new int[] {0, 3}) {
      Splats splats = SplatSamples.ball(500, degree, 3);
      String name = "degree" + degree;
      for (SplatFormat format : SplatFormat.values()) {
        Files.write(directory.resolve(name + "." + format.label()), format.write(splats));
      }
      Files.writeString(directory.resolve(name + ".txt"), text(splats), StandardCharsets.US_ASCII);
    }
  }

  private static String text(Splats world) {
    Splats splats = SplatFrame.RDF.fromWorld(world);
    int rest = Splats.coefficients(splats.degree()) - 1;
    StringBuilder text = new StringBuilder("x,y,z,f_dc_0,f_dc_1,f_dc_2,");
    for (int i = 0; i < 3 * rest; i++) {
      text.append("f_rest_").append(i).append(',');
    }
    text.append("opacity,scale_0,scale_1,scale_2,rot_0,rot_1,rot_2,rot_3\n");
    for (int i = 0; i < splats.count(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        add(text, splats.position(i, axis));
      }
      for (int channel = 0; channel < 3; channel++) {
        add(text, splats.harmonic(i, 0, channel));
      }
      for (int j = 0; j < 3 * rest; j++) {
        add(text, splats.harmonic(i, 1 + j % rest, j / rest));
      }
      add(text, splats.opacity(i));
      for (int axis = 0; axis < 3; axis++) {
        add(text, splats.logScale(i, axis));
      }
      for (int j = 0; j < 4; j++) {
        add(text, splats.unitRotation(i, j));
      }
      text.setCharAt(text.length() - 1, '\n');
    }
    return text.toString();
  }

  private static void add(StringBuilder text, double number) {
    text.append(String.format(Locale.ROOT, "%.9g", number)).append(',');
  }
}
