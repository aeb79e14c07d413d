package dev.isonomy.spark.task;

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
 */
public record GeneratorSettings(
    BundleSource bundle, String device, ModuleOptions options, SamplingSettings sampling, int batch)
    implements Serializable {}
