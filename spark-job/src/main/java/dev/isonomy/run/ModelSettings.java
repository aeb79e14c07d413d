package dev.isonomy.run;

import dev.isonomy.config.BundleSettings;
import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.diffusion.NoiseSchedule;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.GeneratorSettings;

/** Turns what was configured into what tasks run with. */
public final class ModelSettings {
  private ModelSettings() {}

  /**
   * Settings of the functions that run networks.
   *
   * @param batch images in flight per task, at least those of one call
   */
  public static GeneratorSettings generator(RunContext run, int batch) {
    BundleSettings settings = run.config().bundle();
    return generator(
        run.config(),
        new BundleSource(
            settings.uri(),
            run.bundle().fingerprint(),
            settings.noisyTimestep(),
            settings.precision()),
        batch);
  }

  /** Settings for a bundle that need not be the configured one. */
  public static GeneratorSettings generator(IsonomyConfig config, BundleSource bundle, int batch) {
    BundleSettings settings = config.bundle();
    return new GeneratorSettings(
        bundle,
        device(settings.device()),
        new ModuleOptions(settings.microBatch(), settings.callTimeout()),
        sampling(config.generate()),
        Math.max(batch, settings.microBatch()));
  }

  /**
   * A bundle with the latent space and the precision that were asked for.
   *
   * @throws UserException if the model has no such space, is not there in such a precision, or
   *     cannot be guided or sampled as configured
   */
  public static ModelBundle configured(ModelBundle opened, IsonomyConfig config) {
    int timestep = config.bundle().noisyTimestep();
    ModelBundle precise = opened.withPrecision(config.bundle().precision());
    ModelBundle bundle =
        timestep == BundleSettings.OWN_LATENTS ? precise : precise.withNoisyLatents(timestep);
    boolean guidable =
        bundle.manifest().latentSpace() instanceof LatentSpace.Semantic
            && bundle.manifest().denoiser().unconditional();
    if (config.generate().guidance() != 1 && !guidable) {
      throw new UserException(
          "isonomy.generate.guidance must be 1 but was %s: bundle %s has %s"
              .formatted(
                  config.generate().guidance(),
                  bundle,
                  bundle.manifest().latentSpace() instanceof LatentSpace.Semantic
                      ? "a denoiser that cannot run without its code"
                      : "noisy latents, which are not codes to be guided by"));
    }
    requireFit(config.generate().sampler(), bundle);
    return bundle;
  }

  private static void requireFit(Sampler sampler, ModelBundle bundle) {
    NoiseSchedule schedule = bundle.manifest().denoiser().diffusion().schedule();
    int start =
        bundle.manifest().latentSpace() instanceof LatentSpace.Noisy noisy
            ? noisy.timestep()
            : schedule.steps() - 1;
    if (!sampler.canStart(schedule, start)) {
      throw new UserException(
          "isonomy.generate.sampler must not be %s for bundle %s, whose schedule ends in nearly pure noise, where its steps are too wide: take dpm-solver++"
              .formatted(sampler.label(), bundle));
    }
  }

  public static SamplingSettings sampling(GenerateSettings generate) {
    return new SamplingSettings(
        generate.sampler(), generate.steps(), generate.timestepSpacing(), generate.guidance());
  }

  private static String device(DeviceChoice choice) {
    return switch (choice) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case GPU -> "cuda";
    };
  }
}
