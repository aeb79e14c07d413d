package dev.isonomy.udf;

import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModuleOptions;
import java.io.Serializable;

/**
 * What every function needs to run networks.
 *
 * @param bundle the model
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param options how networks are called
 * @param sampling how a picture is sampled
 * @param batch pictures in flight per task; changes no picture
 */
public record GeneratorSettings(
    BundleSource bundle, String device, ModuleOptions options, SamplingSettings sampling, int batch)
    implements Serializable {}
