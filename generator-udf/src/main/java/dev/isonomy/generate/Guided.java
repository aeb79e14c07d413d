package dev.isonomy.generate;

import dev.isonomy.diffusion.Denoiser;

/**
 * Predictions guided by their conditions: {@code u + g (c - u)} from those without (u) and with
 * conditions (c) (Ho and Salimans 2022). With a share phi each is brought back to the deviation of
 * c: {@code phi std(c) / std(guided) guided + (1 - phi) guided} (Lin et al. 2024, section 3.4).
 *
 * @param scale g
 * @param rescale phi
 */
record Guided(double scale, double rescale) {

  /** Guides by two networks, or methods of one, that are called in turn. */
  Denoiser inTurn(Denoiser with, Denoiser without, int size) {
    return (x, batch, level, out) -> {
      float[] free = new float[batch * size];
      with.predict(x, batch, level, out);
      without.predict(x, batch, level, free);
      combine(out, free, batch, out);
    };
  }

  /**
   * Guides by one call of a network for both predictions.
   *
   * @param both has the conditions of the batch without, then with
   */
  Denoiser inOneCall(Denoiser both, int size) {
    return (x, batch, level, out) -> {
      int length = batch * size;
      float[] twice = new float[2 * length];
      System.arraycopy(x, 0, twice, 0, length);
      System.arraycopy(x, 0, twice, length, length);
      float[] predicted = new float[2 * length];
      both.predict(twice, 2 * batch, level, predicted);
      System.arraycopy(predicted, length, out, 0, length);
      combine(out, predicted, batch, out);
    };
  }

  private void combine(float[] with, float[] without, int batch, float[] out) {
    int size = out.length / batch;
    for (int b = 0; b < batch; b++) {
      double before = rescale > 0 ? deviation(with, b * size, size) : 0;
      for (int i = b * size; i < (b + 1) * size; i++) {
        out[i] = (float) (without[i] + scale * (with[i] - without[i]));
      }
      if (rescale > 0) {
        double factor = rescale * before / deviation(out, b * size, size) + (1 - rescale);
        for (int i = b * size; i < (b + 1) * size; i++) {
          out[i] = (float) (out[i] * factor);
        }
      }
    }
  }

  private static double deviation(float[] numbers, int from, int size) {
    double mean = 0;
    for (int i = from; i < from + size; i++) {
      mean += numbers[i] / (double) size;
    }
    double square = 0;
    for (int i = from; i < from + size; i++) {
      square += (numbers[i] - mean) * (numbers[i] - mean);
    }
    return Math.sqrt(square / Math.max(1, size - 1));
  }
}
