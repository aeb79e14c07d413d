package dev.isonomy.generate;

import com.google.gson.JsonObject;
import dev.isonomy.condition.ConditionChoice;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.EtaSampler;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Spacing;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.Precision;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a sample is taken from noise to image.
 *
 * @param sampler the solver
 * @param steps number of steps
 * @param spacing where the steps lie
 * @param guidance scale g by which conditions guide, see {@link dev.isonomy.condition.Guidance}; 1
 *     is the plain conditional prediction
 * @param conditions by a condition's name, which of its values are drawn; all alike for others
 */
public record SamplingSettings(
    Sampler sampler,
    int steps,
    Spacing spacing,
    double guidance,
    Map<String, ConditionChoice> conditions)
    implements Serializable {
  public SamplingSettings {
    Objects.requireNonNull(sampler, "sampler");
    Objects.requireNonNull(spacing, "spacing");
    conditions = Map.copyOf(conditions);
    if (steps < 1) {
      throw new UserException("sampler steps must be at least 1 but was " + steps);
    }
    if (!(guidance >= 0 && guidance <= 100)) {
      throw new UserException("guidance must be in [0, 100] but was " + guidance);
    }
  }

  /** These settings with another scale of guidance. */
  public SamplingSettings withGuidance(double scale) {
    return new SamplingSettings(sampler, steps, spacing, scale, conditions);
  }

  /** Settings without guidance. */
  public static SamplingSettings of(Sampler sampler, int steps, Spacing spacing) {
    return new SamplingSettings(sampler, steps, spacing, 1, Map.of());
  }

  /** Solver and steps as people read them: "ddim, 50 steps". */
  public String shown() {
    return "%s, %d steps".formatted(sampler.label(), steps);
  }

  /** Whether both predictions are needed. */
  boolean guided() {
    return guidance != 1;
  }

  /**
   * The levels that trajectories visit.
   *
   * @param spec the denoiser
   * @param space a noisy space starts its trajectories at its own level
   */
  Level[] levels(DenoiserSpec spec, LatentSpace space) {
    if (space instanceof LatentSpace.Noisy noisy) {
      return spacing.levelsFrom(spec.diffusion().levels(), noisy.timestep(), steps);
    }
    return allLevels(spec);
  }

  /** The levels that trajectories from pure noise visit. */
  Level[] allLevels(DenoiserSpec spec) {
    return sampler.levels(spacing, spec.diffusion().levels(), steps);
  }

  /**
   * The scheduler's settings as one line of JSON, for the provenance of an image.
   *
   * @param manifest the model that is sampled; the time at which its noisy latents start, and its
   *     precision where it is not the usual one, are part of the line
   */
  public String toJson(BundleManifest manifest) {
    return toJson(
        manifest,
        manifest.latentSpace() instanceof LatentSpace.Noisy noisy
            ? OptionalInt.of(noisy.timestep())
            : OptionalInt.empty());
  }

  /**
   * The same for an image that the model drew unaided: from pure noise, whatever its latents are.
   *
   * @param manifest the model that is sampled
   */
  public String toJsonUnaided(BundleManifest manifest) {
    return toJson(manifest, OptionalInt.empty());
  }

  private String toJson(BundleManifest manifest, OptionalInt start) {
    Diffusion diffusion = manifest.denoiser().diffusion();
    JsonObject json = new JsonObject();
    json.addProperty("sampler", sampler.label());
    if (sampler instanceof EtaSampler chosen) {
      json.addProperty("eta", chosen.eta());
    }
    json.addProperty("steps", steps);
    start.ifPresent(timestep -> json.addProperty("startTimestep", timestep));
    if (manifest.precision() != Precision.FLOAT32) {
      json.addProperty("precision", manifest.precision().label());
    }
    json.addProperty("spacing", spacing.label());
    json.addProperty("guidance", guidance);
    json.addProperty("prediction", diffusion.prediction().label());
    json.addProperty("levels", diffusion.levels().count());
    return json.toString();
  }
}
