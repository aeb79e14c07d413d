package dev.isonomy.spark.task;

import dev.isonomy.generate.Label;
import dev.isonomy.generate.Pixels;
import dev.isonomy.lift.AssetMaker;
import dev.isonomy.lift.LiftInput;
import dev.isonomy.lift.LiftedAsset;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.Lifted.SeenCells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Lifts items to 3D assets, lazily, in their order. An asset depends on its image, the models and
 * the settings alone.
 *
 * @param <T> the items
 */
public final class LiftFunction<T> implements FlatMapFunction<Iterator<T>, Lifted<T>> {
  private static final long serialVersionUID = 1L;

  private final LifterSettings lifter;
  private final GeneratorSettings judge;
  private final LiftAccess<T> access;
  private final LiveCounter made;

  /**
   * A function over items.
   *
   * @param judge the model whose labeler compares image and asset; it must take images of the
   *     lifter's size
   * @param made counts assets
   */
  public LiftFunction(
      LifterSettings lifter,
      Optional<GeneratorSettings> judge,
      LiftAccess<T> access,
      LiveCounter made) {
    this.lifter = lifter;
    this.judge = judge.orElse(null);
    this.access = access;
    this.made = made;
  }

  @Override
  public Iterator<Lifted<T>> call(Iterator<T> items) {
    if (!items.hasNext()) {
      return Collections.emptyIterator();
    }
    AssetMaker maker =
        new AssetMaker(TaskModules.openLift(lifter), lifter.format(), lifter.views());
    Optional<BundleModules> labeler = Optional.ofNullable(judge).map(TaskModules::open);
    return new Chunks<>(items, lifter.batch(), chunk -> lift(maker, labeler, chunk));
  }

  private List<Lifted<T>> lift(AssetMaker maker, Optional<BundleModules> labeler, List<T> chunk) {
    List<LiftInput> inputs = new ArrayList<>();
    List<String> rejections = new ArrayList<>();
    for (T item : chunk) {
      try {
        inputs.add(access.image(item));
        rejections.add("");
      } catch (IOException e) {
        rejections.add(String.valueOf(e.getMessage()));
      }
    }
    List<LiftedAsset> assets = inputs.isEmpty() ? List.of() : maker.make(inputs);
    List<Optional<SeenCells>> cells = cells(labeler, inputs, assets);
    made.add(assets.size());
    List<Lifted<T>> lifted = new ArrayList<>(chunk.size());
    int next = 0;
    for (int i = 0; i < chunk.size(); i++) {
      if (rejections.get(i).isEmpty()) {
        lifted.add(new Lifted<>(chunk.get(i), Optional.of(assets.get(next)), "", cells.get(next)));
        next++;
      } else {
        lifted.add(
            new Lifted<>(chunk.get(i), Optional.empty(), rejections.get(i), Optional.empty()));
      }
    }
    return lifted;
  }

  private static List<Optional<SeenCells>> cells(
      Optional<BundleModules> labeler, List<LiftInput> inputs, List<LiftedAsset> assets) {
    if (labeler.isEmpty() || inputs.isEmpty()) {
      return Collections.nCopies(inputs.size(), Optional.empty());
    }
    List<String> images = labels(labeler.get(), inputs.stream().map(LiftInput::rgb).toList());
    List<String> again = labels(labeler.get(), assets.stream().map(LiftedAsset::again).toList());
    List<Optional<SeenCells>> cells = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      cells.add(Optional.of(new SeenCells(images.get(i), again.get(i))));
    }
    return cells;
  }

  private static List<String> labels(BundleModules labeler, List<byte[]> images) {
    BundleManifest manifest = labeler.bundle().manifest();
    int size = manifest.pixels().bytes(1);
    int count = images.size();
    byte[] pixels = new byte[manifest.pixels().bytes(count)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(images.get(i), 0, pixels, i * size, size);
    }
    float[] logits = labeler.label(Pixels.toNumbers(pixels, count, manifest.pixels()), count);
    List<String> cells = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      cells.add(
          manifest.attributes().cellName(Label.read(manifest.attributes(), logits, i).cell()));
    }
    return cells;
  }
}
