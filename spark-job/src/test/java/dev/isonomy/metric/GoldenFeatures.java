package dev.isonomy.metric;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The rows and numbers of {@code src/test/python/make_metric_golden.py}. */
final class GoldenFeatures {
  private GoldenFeatures() {}

  static JsonObject numbers() {
    try (Reader reader =
        new InputStreamReader(
            GoldenFeatures.class.getResourceAsStream("/golden/metric.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double hashed(int i, int j, int seed) {
    int h = ((i + 1) * 73856093) ^ ((j + 1) * 19349663) ^ ((seed + 1) * 83492791);
    for (int round = 0; round < 3; round++) {
      h ^= h >>> 16;
      h *= 0x45D9F3B;
    }
    h ^= h >>> 16;
    return (h & 0xFFFFFFFFL) / 4294967296.0;
  }

  static float[][] rows(int n, int d, int seed) {
    return rows(n, d, seed, 1, 0);
  }

  static float[][] rows(int n, int d, int seed, double scale, double shift) {
    float[][] x = new float[n][d];
    for (int i = 0; i < n; i++) {
      double left = 0;
      for (int j = 0; j < d; j++) {
        left = (0.5 * left) + (scale * (hashed(i, j, seed) - 0.5));
        x[i][j] = (float) (left + shift);
      }
    }
    return x;
  }

  static FeatureMoments moments(float[][] rows) {
    FeatureMoments moments = new FeatureMoments(rows[0].length);
    for (float[] row : rows) {
      moments.add(row);
    }
    return moments;
  }

  static double[] doubles(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }
}
