package dev.isonomy.spark.task;

import dev.isonomy.model.BundleModules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Embeds prompts with the bundle's text encoder. */
public final class EmbedFunction implements FlatMapFunction<Iterator<String>, Embedded> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;

  /** A function over texts. */
  public EmbedFunction(GeneratorSettings settings) {
    this.settings = settings;
  }

  @Override
  public Iterator<Embedded> call(Iterator<String> texts) {
    if (!texts.hasNext()) {
      return Collections.emptyIterator();
    }
    BundleModules modules = TaskModules.open(settings);
    return new Chunks<>(texts, settings.batch(), chunk -> embedded(modules, chunk));
  }

  private static List<Embedded> embedded(BundleModules modules, List<String> texts) {
    List<float[]> all = modules.embed(texts);
    List<Embedded> each = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      int index = i;
      List<float[]> own =
          all.stream()
              .map(
                  numbers -> {
                    int size = numbers.length / texts.size();
                    return Arrays.copyOfRange(numbers, index * size, (index + 1) * size);
                  })
              .toList();
      each.add(new Embedded(texts.get(i), own));
    }
    return each;
  }
}
