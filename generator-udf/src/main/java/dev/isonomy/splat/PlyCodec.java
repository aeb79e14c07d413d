package dev.isonomy.splat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The PLY of 3D Gaussian splatting: binary little-endian float32 per Gaussian, scales as
 * logarithms, opacities as logits, the higher harmonics channel after channel.
 */
final class PlyCodec {
  private static final int MAX_HEADER = 1 << 16;
  private static final String END = "end_header\n";

  private PlyCodec() {}

  private static List<String> properties(int rest) {
    List<String> names = new ArrayList<>(List.of("x", "y", "z", "nx", "ny", "nz"));
    numbered(names, "f_dc_", 3);
    numbered(names, "f_rest_", rest);
    names.add("opacity");
    numbered(names, "scale_", 3);
    numbered(names, "rot_", 4);
    return names;
  }

  private static void numbered(List<String> names, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
  }

  static byte[] write(Splats s) {
    int k = Splats.coefficients(s.degree());
    List<String> names = properties(3 * (k - 1));
    StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
    header.append("element vertex ").append(s.count()).append('\n');
    names.forEach(name -> header.append("property float ").append(name).append('\n'));
    byte[] head = header.append(END).toString().getBytes(US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(head.length + s.count() * names.size() * Float.BYTES);
    out.order(ByteOrder.LITTLE_ENDIAN).put(head);
    for (int i = 0; i < s.count(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        out.putFloat(s.position(i, axis));
      }
      out.putFloat(0).putFloat(0).putFloat(0);
      for (int channel = 0; channel < 3; channel++) {
        out.putFloat(s.harmonic(i, 0, channel));
      }
      for (int channel = 0; channel < 3; channel++) {
        for (int j = 1; j < k; j++) {
          out.putFloat(s.harmonic(i, j, channel));
        }
      }
      out.putFloat(s.opacity(i));
      for (int axis = 0; axis < 3; axis++) {
        out.putFloat(s.logScale(i, axis));
      }
      for (int component = 0; component < 4; component++) {
        out.putFloat((float) s.unitRotation(i, component));
      }
    }
    return out.array();
  }

  /** The layout of the vertices. */
  private record Header(int bytes, int count, Map<String, Integer> places) {
    int place(String name) {
      Integer place = places.get(name);
      if (place == null) {
        throw new MalformedSplatsException("its vertices have no property " + name);
      }
      return place;
    }

    int rest() {
      int rest = 0;
      while (places.containsKey("f_rest_" + rest)) {
        rest++;
      }
      return rest;
    }
  }

  static Splats read(byte[] file) {
    Header header = header(file);
    int width = header.places().size();
    int n = header.count();
    long expected = header.bytes() + (long) n * width * Float.BYTES;
    if (file.length < expected) {
      throw new MalformedSplatsException(
          "it must have " + expected + " bytes but ends after " + file.length);
    }
    int rest = header.rest();
    int k = rest / 3 + 1;
    if (rest % 3 != 0 || !Set.of(1, 4, 9, 16).contains(k)) {
      throw new MalformedSplatsException(
          "it must have 0, 9, 24 or 45 properties f_rest but has " + rest);
    }
    float[] numbers = new float[n * width];
    ByteBuffer.wrap(file, header.bytes(), numbers.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(numbers);
    Columns columns = new Columns(header, numbers);
    float[] harmonics = new float[3 * k * n];
    for (int channel = 0; channel < 3; channel++) {
      columns.copy("f_dc_" + channel, harmonics, channel, 3 * k);
      for (int j = 1; j < k; j++) {
        columns.copy("f_rest_" + (channel * (k - 1) + j - 1), harmonics, 3 * j + channel, 3 * k);
      }
    }
    return new Splats(
        columns.join("x", "y", "z"),
        columns.join("scale_0", "scale_1", "scale_2"),
        columns.join("rot_0", "rot_1", "rot_2", "rot_3"),
        columns.join("opacity"),
        harmonics);
  }

  /** Vertices, property after property. */
  private record Columns(Header header, float[] numbers) {
    void copy(String name, float[] out, int first, int stride) {
      int place = header.place(name);
      int width = header.places().size();
      for (int i = 0; i < header.count(); i++) {
        out[first + i * stride] = numbers[i * width + place];
      }
    }

    float[] join(String... names) {
      float[] joined = new float[header.count() * names.length];
      for (int i = 0; i < names.length; i++) {
        copy(names[i], joined, i, names.length);
      }
      return joined;
    }
  }

  private static Header header(byte[] file) {
    String text = new String(file, 0, Math.min(file.length, MAX_HEADER), US_ASCII);
    int end = text.indexOf(END);
    if (!text.startsWith("ply\n") || end < 0) {
      throw new MalformedSplatsException("it has no header from 'ply' to 'end_header'");
    }
    Map<String, Integer> places = new HashMap<>();
    long count = -1;
    boolean format = false;
    for (String line : text.substring(4, end).split("\n", -1)) {
      String[] words = line.strip().split("\\s+");
      switch (words[0]) {
        case "format" -> format = line.strip().equals("format binary_little_endian 1.0");
        case "element" -> count = vertices(line, words, count);
        case "property" -> {
          if (words.length != 3 || !Set.of("float", "float32").contains(words[1])) {
            throw new MalformedSplatsException("'" + line + "' must be a property of type float");
          }
          if (places.put(words[2], places.size()) != null) {
            throw new MalformedSplatsException("property " + words[2] + " is there twice");
          }
        }
        case "comment", "obj_info", "" -> {}
        default -> throw new MalformedSplatsException("its header has the line '" + line + "'");
      }
    }
    if (!format || count < 0) {
      throw new MalformedSplatsException(
          "its header must name the format binary_little_endian 1.0 and one element vertex");
    }
    return new Header(end + END.length(), MalformedSplatsException.count(count), places);
  }

  private static long vertices(String line, String[] words, long before) {
    if (before >= 0 || words.length != 3 || !words[1].equals("vertex")) {
      throw new MalformedSplatsException("'" + line + "' must be its only element, vertex");
    }
    try {
      return Long.parseLong(words[2]);
    } catch (NumberFormatException e) {
      throw new MalformedSplatsException("'" + line + "' must name a number of vertices");
    }
  }
}
