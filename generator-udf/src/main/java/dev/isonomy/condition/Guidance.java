package dev.isonomy.condition;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a model is guided by its conditions.
 *
 * @param kind who computes it
 * @param scale what its makers recommend
 * @param rescale share phi by which a guided prediction is brought back to the deviation of the
 *     conditional one (Lin et al. 2024, "Common diffusion noise schedules and sample steps are
 *     flawed", section 3.4)
 */
public record Guidance(Kind kind, double scale, double rescale) implements Serializable {

  /** Who computes guidance. */
  public enum Kind {
    /** Nobody. */
    NONE,
    /**
     * The job: {@code u + g (c - u)} from the predictions without (u) and with conditions (c) (Ho
     * and Salimans 2022).
     */
    CLASSIFIER_FREE,
    /** The network, which is told the scale. */
    EMBEDDED;

    /** The name used in {@code bundle.json}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A model that is not guided. */
  public static final Guidance NONE = new Guidance(Kind.NONE, 1, 0);
}
