package dev.isonomy.config;

import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Samplers;
import dev.isonomy.diffusion.TimestepSpacing;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.ShortfallPolicy;

/**
 * Section {@code generate}.
 *
 * @param sampler how a sample is taken from noise to image
 * @param steps denoiser steps per image
 * @param guidance weight of the code, 1 for the plain conditional prediction
 * @param timestepSpacing which training timesteps are visited
 * @param batchSize images per call of the model
 * @param maxDrawsPerImage draws per missing image before a cell counts as hopeless
 * @param shortfall what a hopeless cell does
 * @param unitsPerWave units that one Spark job makes, 0 for sixteen per core
 */
public record GenerateSettings(
    Sampler sampler,
    int steps,
    double guidance,
    TimestepSpacing timestepSpacing,
    int batchSize,
    int maxDrawsPerImage,
    ShortfallPolicy shortfall,
    int unitsPerWave) {

  static GenerateSettings read(Section section) {
    return new GenerateSettings(
        sampler(section),
        section.integer("steps", 1, 100_000),
        section.number("guidance", 0, 100),
        section.choice("timestep-spacing", TimestepSpacing.class),
        section.integer("batch-size", 1, 65_536),
        section.integer("max-draws-per-image", 1, 1_000_000),
        section.choice("shortfall", ShortfallPolicy.class),
        section.integer("units-per-wave", 0, 1_000_000));
  }

  private static Sampler sampler(Section section) {
    double eta = section.number("eta", 0, 1);
    try {
      return Samplers.of(section.text("sampler"), eta);
    } catch (UserException e) {
      throw section.wrong("sampler", "one of " + String.join(", ", Samplers.names()));
    }
  }
}
