package dev.isonomy.model;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.condition.Guidance;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.Spacing;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a bundle's denoiser was trained and is called.
 *
 * @param diffusion levels, prediction type and clipping
 * @param spacing where its makers let steps lie
 * @param conditions what it takes beside state and level, in the order of its arguments
 * @param guidance how its conditions guide it
 * @param sampler what its makers recommend
 */
public record DenoiserSpec(
    Diffusion diffusion,
    Spacing spacing,
    List<Condition> conditions,
    Guidance guidance,
    Optional<RecommendedSampler> sampler) {
  public DenoiserSpec {
    conditions = List.copyOf(conditions);
  }

  /** The semantic code among its conditions. */
  public Optional<ConditionSource.Code> code() {
    return sources(ConditionSource.Code.class).findFirst();
  }

  /** Whether it can be called without a code. */
  public boolean runsWithoutCode() {
    return code().map(ConditionSource.Code::optional).orElse(true);
  }

  /** Whether it is asked for something by prompts. */
  public boolean prompted() {
    return sources(ConditionSource.Prompt.class).findFirst().isPresent();
  }

  private <T extends ConditionSource> Stream<T> sources(Class<T> kind) {
    return conditions.stream().map(Condition::source).filter(kind::isInstance).map(kind::cast);
  }
}
