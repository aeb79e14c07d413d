package dev.isonomy.run;

import dev.isonomy.condition.Guidance;
import dev.isonomy.condition.PromptSource;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.config.BundleSettings;
import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.RecommendedSampler;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.GeneratorSettings;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.broadcast.Broadcast;

/** Turns what was configured into what tasks run with. */
public final class ModelSettings {
  /** Numbers of all images in flight, 64 MB in float: five images of 1024x1024 in colours. */
  private static final int MOST_NUMBERS = 1 << 24;

  /** Few steps of it make the images of many of others, for any network that was not distilled. */
  private static final Sampler USUAL_SAMPLER = new DpmSolver(DpmSolver.Equation.ODE);

  private static final int USUAL_STEPS = 10;

  private ModelSettings() {}

  /**
   * Settings of the functions that draw images, with the run's prompts.
   *
   * @param batch images in flight per task, at least those of one call
   */
  public static GeneratorSettings drawing(RunContext run, int batch) {
    return generator(run, batch, prompts(run));
  }

  /**
   * Settings of the functions that run networks on images.
   *
   * @param batch images in flight per task, at least those of one call
   */
  public static GeneratorSettings generator(RunContext run, int batch) {
    return generator(run, batch, PromptSource.NONE);
  }

  private static GeneratorSettings generator(RunContext run, int batch, PromptSource prompts) {
    BundleSettings settings = run.config().bundle();
    return generator(
        run.config(),
        run.bundle(),
        new BundleSource(
            settings.uri(),
            run.bundle().fingerprint(),
            settings.noisyTimestep(),
            settings.precision(),
            JudgeBundles.labelers(settings, run.bundle()),
            JudgeBundles.auditors(settings, run.bundle())),
        batch,
        prompts);
  }

  /** Settings for a bundle that need not be the configured one. */
  public static GeneratorSettings generator(
      IsonomyConfig config,
      ModelBundle opened,
      BundleSource bundle,
      int batch,
      PromptSource prompts) {
    BundleSettings settings = config.bundle();
    return new GeneratorSettings(
        bundle,
        device(settings.device()),
        new ModuleOptions(settings.microBatch(), settings.callTimeout()),
        sampling(config.generate(), opened),
        Math.max(inFlight(batch, opened), settings.microBatch()),
        prompts);
  }

  /** As many of a batch's images as a task has room for; at least one. */
  private static int inFlight(int batch, ModelBundle bundle) {
    return Math.max(1, Math.min(batch, MOST_NUMBERS / bundle.manifest().image().size()));
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
    double guidance = sampling(config.generate(), bundle).guidance();
    if (guidance != 1 && !guidable(bundle)) {
      throw new UserException(
          "isonomy.generate.guidance must be 1 but was %s: bundle %s has %s"
              .formatted(
                  guidance,
                  bundle,
                  bundle.manifest().latentSpace() instanceof LatentSpace.Semantic
                      ? "a denoiser that cannot run without its code"
                      : "no condition to be guided by"));
    }
    Prompts.require(bundle, config.prompts());
    requireSweepable(config, bundle);
    requireFit(sampling(config.generate(), bundle).sampler(), bundle);
    return bundle;
  }

  private static void requireSweepable(IsonomyConfig config, ModelBundle bundle) {
    boolean byConditions =
        bundle.manifest().denoiser().code().isEmpty()
            && bundle.manifest().denoiser().guidance().kind() != Guidance.Kind.NONE;
    if (!config.audit().guidances().isEmpty() && !byConditions) {
      throw new UserException(
          "isonomy.audit.guidances must be empty: bundle %s is not guided by prompts or classes"
              .formatted(bundle));
    }
  }

  private static boolean guidable(ModelBundle bundle) {
    DenoiserSpec spec = bundle.manifest().denoiser();
    return bundle.manifest().latentSpace() instanceof LatentSpace.Semantic
        ? spec.runsWithoutCode()
        : spec.code().isEmpty() && spec.guidance().kind() != Guidance.Kind.NONE;
  }

  private static void requireFit(Sampler sampler, ModelBundle bundle) {
    Levels levels = bundle.manifest().denoiser().diffusion().levels();
    Level start =
        bundle.manifest().latentSpace() instanceof LatentSpace.Noisy noisy
            ? levels.at(noisy.timestep())
            : levels.noisiest();
    Optional<Sampler> distilled =
        bundle
            .manifest()
            .denoiser()
            .sampler()
            .map(RecommendedSampler::sampler)
            .filter(Sampler::distilled);
    if (distilled.isPresent() && !sampler.distilled()) {
      throw new UserException(
          "isonomy.generate.sampler must be bundle or %s for bundle %s, which was distilled to few steps, but was %s"
              .formatted(distilled.get().label(), bundle, sampler.label()));
    }
    if (!sampler.canStart(start)) {
      throw new UserException(
          "isonomy.generate.sampler must not be %s for bundle %s, whose levels end in nearly pure noise, where its steps are too wide: take dpm-solver++"
              .formatted(sampler.label(), bundle));
    }
  }

  /** How a bundle is sampled: as configured, and as it recommends where nothing is. */
  public static SamplingSettings sampling(GenerateSettings generate, ModelBundle bundle) {
    DenoiserSpec spec = bundle.manifest().denoiser();
    // Steps are recommended for a sampler: another one needs more of them, or fewer.
    Optional<RecommendedSampler> recommended =
        spec.sampler().filter(each -> generate.sampler().isEmpty());
    return new SamplingSettings(
        generate
            .sampler()
            .or(() -> recommended.map(RecommendedSampler::sampler))
            .orElse(USUAL_SAMPLER),
        steps(generate, recommended),
        generate.spacing().orElse(spec.spacing()),
        generate.guidance().orElse(spec.guidance().scale()),
        ConditionChoices.of(generate.conditions(), bundle));
  }

  private static int steps(GenerateSettings generate, Optional<RecommendedSampler> recommended) {
    return generate.steps().isPresent()
        ? generate.steps().getAsInt()
        : recommended
            .map(RecommendedSampler::steps)
            .orElse(OptionalInt.empty())
            .orElse(USUAL_STEPS);
  }

  private static PromptSource prompts(RunContext run) {
    if (run.prompts().prompts().isEmpty()) {
      return PromptSource.NONE;
    }
    Broadcast<PromptTable> shared = run.sparkContext().broadcast(run.prompts());
    return shared::value;
  }

  private static String device(DeviceChoice choice) {
    return switch (choice) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case GPU -> "cuda";
    };
  }
}
