package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.Locale;

/**
 * Numbers that a denoiser computes with. The other networks, which decide what an image is, always
 * compute in float32, and so does the sampler.
 */
public enum Precision {
  /** 24 bits of significand: what results are compared with. */
  FLOAT32,
  /** 8 bits of significand and the range of float32. */
  BFLOAT16,
  /** 11 bits of significand, numbers up to 65,504. */
  FLOAT16;

  /** The name used in configuration and in {@code bundle.json}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses a device that cannot compute so.
   *
   * @throws UserException for float16 on a processor
   */
  public void requireOn(ComputeDevice device) {
    if (this == FLOAT16 && device instanceof ComputeDevice.Cpu) {
      throw new UserException(
          "isonomy.bundle.precision float16 needs a GPU, as processors emulate it slowly, but the"
              + " device is cpu; set it to bfloat16 or float32");
    }
  }
}
