package dev.isonomy.spark.task;

import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.generate.MethodSampler;
import dev.isonomy.model.BundleModules;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * Makes draws without rejection and has them judged: the pilot, and the comparison of balance
 * methods.
 */
public final class DrawFunction implements FlatMapFunction<Iterator<DrawTask>, JudgedDraw> {
  private static final long serialVersionUID = 1L;

  private final GeneratorSettings settings;
  private final Broadcast<LatentSource> source;
  private final long runSeed;
  private final GenerationMetrics metrics;

  /** A function over draw tasks. */
  public DrawFunction(
      GeneratorSettings settings,
      Broadcast<LatentSource> source,
      long runSeed,
      GenerationMetrics metrics) {
    this.settings = settings;
    this.source = source;
    this.runSeed = runSeed;
    this.metrics = metrics;
  }

  @Override
  public Iterator<JudgedDraw> call(Iterator<DrawTask> tasks) {
    if (!tasks.hasNext()) {
      return Collections.emptyIterator();
    }
    BundleModules modules = TaskModules.open(settings);
    ImageGenerator generator =
        new ImageGenerator(modules, settings.sampling(), settings.prompts().prompts(), metrics);
    MethodSampler sampler = new MethodSampler(generator, source.value(), settings.batch(), metrics);
    return new Chunks<>(tasks, 1, chunk -> draw(generator, sampler, chunk.get(0)));
  }

  private List<JudgedDraw> draw(ImageGenerator generator, MethodSampler sampler, DrawTask task) {
    List<DrawnImage> images =
        task.weights().length == 0
            ? sampler.drawUnconditional(runSeed, task.stream(), task.first(), task.count())
            : sampler.draw(runSeed, task.stream(), task.first(), task.count(), task.weights());
    List<JudgedDraw> judged = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += settings.batch()) {
      List<DrawnImage> batch =
          images.subList(from, Math.min(images.size(), from + settings.batch()));
      List<Judgement> judgements =
          Judgement.of(generator.modules(), batch.stream().map(DrawnImage::pixels).toList());
      for (int i = 0; i < batch.size(); i++) {
        DrawnImage image = batch.get(i);
        judged.add(
            new JudgedDraw(
                task.name(),
                image.draw(),
                generator.prompts().promptOf(image.text()),
                image.component(),
                judgements.get(i),
                image.pixels()));
      }
    }
    return judged;
  }
}
