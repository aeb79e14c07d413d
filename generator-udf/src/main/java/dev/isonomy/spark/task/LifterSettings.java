package dev.isonomy.spark.task;

import dev.isonomy.model.ModuleOptions;
import dev.isonomy.splat.SplatFormat;
import java.io.Serializable;

/**
 * What a task needs to lift images.
 *
 * @param bundle the lifting model
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param options how networks are called
 * @param format of the assets' files
 * @param views images of a turntable
 * @param batch images in flight per task; changes no asset
 */
public record LifterSettings(
    BundleSource bundle,
    String device,
    ModuleOptions options,
    SplatFormat format,
    int views,
    int batch)
    implements Serializable {}
