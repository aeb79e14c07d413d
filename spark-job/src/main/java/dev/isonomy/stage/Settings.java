package dev.isonomy.stage;

import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.udf.BundleSource;
import dev.isonomy.udf.GeneratorSettings;

/** Turns what was configured into what tasks run with. */
final class Settings {
  private Settings() {}

  /**
   * Settings of the functions that run networks.
   *
   * @param batch pictures in flight per task
   */
  static GeneratorSettings generator(RunContext run, int batch) {
    return generator(
        run.config(),
        new BundleSource(run.config().bundle().uri(), run.bundle().fingerprint()),
        batch);
  }

  /** Settings for a bundle that need not be the configured one. */
  static GeneratorSettings generator(IsonomyConfig config, BundleSource bundle, int batch) {
    return new GeneratorSettings(
        bundle,
        device(config.bundle().device()),
        ModuleOptions.DEFAULT,
        sampling(config.generate()),
        batch);
  }

  static SamplingSettings sampling(GenerateSettings generate) {
    return SamplingSettings.of(generate.sampler(), generate.steps(), generate.timestepSpacing());
  }

  private static String device(DeviceChoice choice) {
    return switch (choice) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case GPU -> "cuda";
    };
  }
}
