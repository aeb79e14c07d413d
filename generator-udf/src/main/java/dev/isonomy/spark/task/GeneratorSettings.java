package dev.isonomy.spark.task;

import dev.isonomy.condition.PromptSource;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModuleOptions;
import java.io.Serializable;

/**
 * What every function needs to run networks.
 *
 * @param bundle the model
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param options how networks are called
 * @param sampling how an image is sampled
 * @param batch images in flight per task; changes no image
 * @param prompts what a text-to-image model is asked for
 */
public record GeneratorSettings(
    BundleSource bundle,
    String device,
    ModuleOptions options,
    SamplingSettings sampling,
    int batch,
    PromptSource prompts)
    implements Serializable {
  /** These settings with another way to sample. */
  public GeneratorSettings with(SamplingSettings other) {
    return new GeneratorSettings(bundle, device, options, other, batch, prompts);
  }

  /** Settings of a model without prompts. */
  public GeneratorSettings(
      BundleSource bundle,
      String device,
      ModuleOptions options,
      SamplingSettings sampling,
      int batch) {
    this(bundle, device, options, sampling, batch, PromptSource.NONE);
  }
}
