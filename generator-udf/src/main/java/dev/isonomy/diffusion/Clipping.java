package dev.isonomy.diffusion;

import java.util.Arrays;

/**
 * What is done to the predicted clean sample before it is used: pixels cannot leave their range,
 * latents may.
 */
public sealed interface Clipping {

  /** Leaves the prediction alone: right for latents. */
  Clipping NONE = new None();

  /**
   * Limits the elements of each sample in place.
   *
   * @param samples {@code batch} samples of {@code size} elements
   */
  void apply(float[] samples, int batch, int size);

  /** No limit. */
  record None() implements Clipping {
    @Override
    public void apply(float[] samples, int batch, int size) {}
  }

  /** To [-range, range]. */
  record Range(double range) implements Clipping {
    public Range {
      if (!(range > 0)) {
        throw new IllegalArgumentException("clipping range must be positive but was " + range);
      }
    }

    @Override
    public void apply(float[] samples, int batch, int size) {
      float limit = (float) range;
      for (int i = 0; i < batch * size; i++) {
        samples[i] = Math.max(-limit, Math.min(limit, samples[i]));
      }
    }
  }

  /**
   * Dynamic thresholding (Saharia et al. 2022, "Imagen", section 2.3): s is the {@code ratio}
   * quantile of a sample's absolute values, limited to [1, max]; the sample is clipped to [-s, s]
   * and divided by s.
   *
   * @param ratio quantile in (0, 1], 0.995 in the paper
   * @param max largest threshold
   */
  record Dynamic(double ratio, double max) implements Clipping {
    public Dynamic {
      if (!(ratio > 0 && ratio <= 1)) {
        throw new IllegalArgumentException(
            "dynamic thresholding ratio must be in (0, 1] but was " + ratio);
      }
      if (!(max >= 1)) {
        throw new IllegalArgumentException(
            "dynamic thresholding maximum must be at least 1 but was " + max);
      }
    }

    @Override
    public void apply(float[] samples, int batch, int size) {
      float[] magnitudes = new float[size];
      for (int b = 0; b < batch; b++) {
        int from = b * size;
        for (int i = 0; i < size; i++) {
          magnitudes[i] = Math.abs(samples[from + i]);
        }
        Arrays.sort(magnitudes);
        double position = ratio * (size - 1);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, size - 1);
        double quantile =
            magnitudes[below] + (position - below) * (magnitudes[above] - magnitudes[below]);
        double threshold = Math.min(Math.max(quantile, 1), max);
        for (int i = 0; i < size; i++) {
          samples[from + i] =
              (float) (Math.max(-threshold, Math.min(threshold, samples[from + i])) / threshold);
        }
      }
    }
  }
}
