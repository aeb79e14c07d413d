package dev.isonomy.config;

import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Samplers;
import dev.isonomy.diffusion.Spacing;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.plan.ShortfallPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Section {@code generate}.
 *
 * @param sampler how a sample is taken from noise to image, empty for what the bundle recommends
 * @param steps denoiser steps per image, empty for as many as the bundle recommends
 * @param guidance scale by which conditions guide, empty for the one that the bundle recommends
 * @param spacing where steps lie, empty for the bundle's own
 * @param conditions values or lists of values that conditions of the bundle take, by name
 * @param batchSize images per call of the model
 * @param maxDrawsPerImage draws per missing image before a cell counts as hopeless
 * @param shortfall what a hopeless cell does
 * @param unitsPerWave units that one Spark job makes, 0 for sixteen per core
 */
public record GenerateSettings(
    Optional<Sampler> sampler,
    OptionalInt steps,
    OptionalDouble guidance,
    Optional<Spacing> spacing,
    Map<String, List<String>> conditions,
    int batchSize,
    int maxDrawsPerImage,
    ShortfallPolicy shortfall,
    int unitsPerWave) {

  /** What a value that is left to the bundle is written as. */
  public static final String OF_THE_BUNDLE = "bundle";

  static GenerateSettings read(Section section) {
    return new GenerateSettings(
        sampler(section),
        steps(section),
        guidance(section),
        spacing(section),
        section.lists("conditions"),
        section.integer("batch-size", 1, 65_536),
        section.integer("max-draws-per-image", 1, 1_000_000),
        section.choice("shortfall", ShortfallPolicy.class),
        section.integer("units-per-wave", 0, 1_000_000));
  }

  private static OptionalDouble guidance(Section section) {
    return section.text("guidance").equals(OF_THE_BUNDLE)
        ? OptionalDouble.empty()
        : OptionalDouble.of(section.number("guidance", 0, 100));
  }

  private static Optional<Spacing> spacing(Section section) {
    String name = section.text("spacing");
    if (name.equals(OF_THE_BUNDLE)) {
      return Optional.empty();
    }
    if (!Spacings.names().contains(name)) {
      throw section.wrong(
          "spacing", "one of " + OF_THE_BUNDLE + ", " + String.join(", ", Spacings.names()));
    }
    return Optional.of(Spacings.of(name));
  }

  private static OptionalInt steps(Section section) {
    return section.text("steps").equals(OF_THE_BUNDLE)
        ? OptionalInt.empty()
        : OptionalInt.of(section.integer("steps", 1, 100_000));
  }

  private static Optional<Sampler> sampler(Section section) {
    double eta = section.number("eta", 0, 1);
    String name = section.text("sampler");
    if (name.equals(OF_THE_BUNDLE)) {
      if (eta != 0) {
        throw section.wrong("eta", "0 where sampler is " + OF_THE_BUNDLE);
      }
      return Optional.empty();
    }
    if (!Samplers.names().contains(name)) {
      throw section.wrong(
          "sampler", "one of " + OF_THE_BUNDLE + ", " + String.join(", ", Samplers.names()));
    }
    return Optional.of(Samplers.of(name, eta));
  }
}
