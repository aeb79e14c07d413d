package dev.isonomy.spark.task;

import dev.isonomy.model.BundleModules;
import dev.isonomy.model.PixelShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Has images judged by the bundle's labeler, auditor and features network.
 *
 * @param <T> the items
 */
public final class JudgeFunction<T> implements FlatMapFunction<Iterator<T>, Judged<T>> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final ImageAccess<T> access;

  /** A function over items. */
  public JudgeFunction(GeneratorSettings settings, ImageAccess<T> access) {
    this.settings = settings;
    this.access = access;
  }

  @Override
  public Iterator<Judged<T>> call(Iterator<T> items) {
    if (!items.hasNext()) {
      return Collections.emptyIterator();
    }
    BundleModules modules = TaskModules.open(settings);
    PixelShape shape = modules.bundle().manifest().pixels();
    return new Chunks<>(
        items,
        settings.batch(),
        chunk -> {
          List<Judgement> judgements =
              Judgement.of(modules, Chunks.pixels(chunk, access, shape), chunk.size());
          List<Judged<T>> judged = new ArrayList<>(chunk.size());
          for (int i = 0; i < chunk.size(); i++) {
            judged.add(new Judged<>(chunk.get(i), judgements.get(i)));
          }
          return judged;
        });
  }
}
