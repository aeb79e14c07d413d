package dev.isonomy.spark.task;

import dev.isonomy.generate.LatentEncoder;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.PixelShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Encodes images into the bundle's latent space.
 *
 * @param <T> the items
 */
public final class EncodeFunction<T> implements FlatMapFunction<Iterator<T>, Encoded<T>> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final ImageAccess<T> access;
  private final long runSeed;

  /**
   * A function over items.
   *
   * @param runSeed keys the noise of a noisy latent space, together with an item's name
   */
  public EncodeFunction(GeneratorSettings settings, ImageAccess<T> access, long runSeed) {
    this.settings = settings;
    this.access = access;
    this.runSeed = runSeed;
  }

  @Override
  public Iterator<Encoded<T>> call(Iterator<T> items) {
    if (!items.hasNext()) {
      return Collections.emptyIterator();
    }
    BundleModules modules = TaskModules.open(settings);
    LatentEncoder encoder = new LatentEncoder(modules, runSeed);
    PixelShape shape = modules.bundle().manifest().pixels();
    return new Chunks<>(
        items,
        settings.batch(),
        chunk -> {
          List<String> ids = chunk.stream().map(access::id).toList();
          List<float[]> latents = encoder.encode(Chunks.pixels(chunk, access, shape), ids);
          List<Encoded<T>> encoded = new ArrayList<>(chunk.size());
          for (int i = 0; i < chunk.size(); i++) {
            encoded.add(new Encoded<>(chunk.get(i), latents.get(i)));
          }
          return encoded;
        });
  }
}
