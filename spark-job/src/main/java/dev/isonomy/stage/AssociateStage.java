package dev.isonomy.stage;

import dev.isonomy.config.AssociateSettings;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.diffusion.EtaSampler;
import dev.isonomy.diffusion.Sampler;
import dev.isonomy.diffusion.Spacing;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.RunContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which component makes which cell: {@code association.json}. Labels give a first matrix P[cell,
 * component]; a pilot of generated and classified images refines it, as what counts is what the
 * model makes of a component, looks for cells without labels, and measures how many draws are kept.
 */
final class AssociateStage extends RunStage {
  AssociateStage() {
    super(Artifacts.ASSOCIATION, "Finds out which component makes which cell.");
  }

  // The pilot draws as the plan and the generation will.
  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) {
    AssociateSettings associate = config.associate();
    GenerateSettings generate = config.generate();
    keys.put("associate.smoothing", associate.smoothing());
    keys.put("associate.pilot-per-cell", associate.pilotPerCell());
    keys.put("associate.pilot-error", associate.pilotError());
    keys.put("associate.pilot-most-per-cell", associate.pilotMostPerCell());
    keys.put("associate.abstain-below", associate.abstainBelow());
    keys.put("associate.label-weight", associate.labelWeight());
    keys.put("target.excluded", config.target().excluded());
    keys.put("plan.minimum-purity", config.plan().minimumPurity());
    keys.put("bundle.precision", config.bundle().precision());
    keys.put("generate.sampler", ofBundle(generate.sampler().map(Sampler::label)));
    keys.put(
        "generate.eta",
        generate.sampler().orElse(null) instanceof EtaSampler chosen ? chosen.eta() : 0);
    keys.put("generate.steps", ofBundle(boxed(generate.steps())));
    keys.put("generate.guidance", ofBundle(boxed(generate.guidance())));
    keys.put("generate.spacing", ofBundle(generate.spacing().map(Spacing::label)));
    keys.put("generate.conditions", generate.conditions());
    keys.put("prompts.template", config.prompts().template());
    keys.put("prompts.variables", config.prompts().variables());
    keys.put("prompts.texts", config.prompts().texts());
    keys.put("prompts.naming", config.prompts().naming().templates());
    keys.put("prompts.weights", config.prompts().weights());
    keys.put("prompts.negative", config.prompts().negative());
  }

  private static Object ofBundle(Optional<?> value) {
    return value.isPresent() ? value.orElseThrow() : GenerateSettings.OF_THE_BUNDLE;
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    new ComponentCells(run).associate();
    return Map.of();
  }
}
