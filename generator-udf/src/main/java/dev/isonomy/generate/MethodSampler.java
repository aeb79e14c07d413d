package dev.isonomy.generate;

import dev.isonomy.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * Draws without rejection: what a balance method's component weights make of the model. For the
 * pilot that refines the association, and for the comparison of methods.
 */
public final class MethodSampler {
  private final ImageGenerator generator;
  private final LatentSource source;
  private final int batch;
  private final GenerationListener listener;

  /**
   * A sampler for one task.
   *
   * @param batch draws in flight; does not change any image
   */
  public MethodSampler(
      ImageGenerator generator, LatentSource source, int batch, GenerationListener listener) {
    this.generator = generator;
    this.source = source;
    this.batch = batch;
    this.listener = listener;
  }

  /**
   * Draws from weighted components.
   *
   * @param runSeed the run's seed
   * @param stream separates this use of the seed from others, as the unit does for work units;
   *     those are not negative, so take a negative one
   * @param first number of the first draw
   * @param count number of draws
   * @param weights one per component, not negative; or one per prompt and component, the prompt
   *     slowest, for other shares of the prompts than their weights
   */
  public List<DrawnImage> draw(long runSeed, long stream, long first, int count, double[] weights) {
    return run(
        runSeed, stream, first, count, UnitGenerator.cumulative(weights), OptionalInt.empty());
  }

  /** Draws from one component. */
  public List<DrawnImage> drawComponent(
      long runSeed, long stream, long first, int count, int component) {
    return run(runSeed, stream, first, count, new double[0], OptionalInt.of(component));
  }

  /** Draws without any latent: the unaided model. */
  public List<DrawnImage> drawUnconditional(long runSeed, long stream, long first, int count) {
    List<DrawnImage> images = new ArrayList<>(count);
    for (int from = 0; from < count; from += batch) {
      List<DrawKey> keys = keys(runSeed, stream, first + from, Math.min(batch, count - from));
      int[] texts = keys.stream().mapToInt(this::asked).toArray();
      byte[] pixels = generator.generateUnconditional(keys, texts, i -> name(keys.get(i)));
      int[] components = new int[keys.size()];
      Arrays.fill(components, DrawnImage.NO_COMPONENT);
      collect(keys, texts, components, pixels, i -> KeptDraw.NO_LATENT, images);
    }
    return images;
  }

  private List<DrawnImage> run(
      long runSeed, long stream, long first, int count, double[] cumulative, OptionalInt fixed) {
    List<DrawnImage> images = new ArrayList<>(count);
    int width = source.dimension();
    for (int from = 0; from < count; from += batch) {
      List<DrawKey> keys = keys(runSeed, stream, first + from, Math.min(batch, count - from));
      int[] components = new int[keys.size()];
      int[] texts = new int[keys.size()];
      float[] latents = new float[keys.size() * width];
      float[] latent = new float[width];
      for (int i = 0; i < components.length; i++) {
        DrawKey key = keys.get(i);
        int drawn =
            fixed.isPresent()
                ? fixed.getAsInt()
                : key.stream(Purpose.COMPONENT).nextIndex(cumulative);
        components[i] = drawn % source.componentCount();
        boolean chosen = cumulative.length > source.componentCount();
        int prompt = chosen ? drawn / source.componentCount() : asked(key);
        texts[i] = source.text(prompt, components[i]);
        source.draw(components[i], key, latent);
        System.arraycopy(latent, 0, latents, i * width, width);
      }
      byte[] pixels = generator.generate(latents, keys, texts, i -> name(keys.get(i)));
      collect(keys, texts, components, pixels, i -> generator.cleanLatent(latents, i), images);
    }
    return images;
  }

  /** A prompt by weight. */
  private int asked(DrawKey key) {
    double[] weights = generator.prompts().weights();
    return weights.length == 1
        ? 0
        : key.stream(Purpose.PROMPT).nextIndex(UnitGenerator.cumulative(weights));
  }

  private void collect(
      List<DrawKey> keys,
      int[] texts,
      int[] components,
      byte[] pixels,
      IntFunction<float[]> latents,
      List<DrawnImage> images) {
    Label[] labels = generator.label(pixels, keys.size(), i -> name(keys.get(i)));
    int size = generator.manifest().pixels().bytes(1);
    for (int i = 0; i < labels.length; i++) {
      byte[] image = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
      images.add(
          new DrawnImage(
              keys.get(i).draw(), texts[i], components[i], latents.apply(i), labels[i], image));
    }
    listener.drawn(labels.length);
  }

  private static List<DrawKey> keys(long runSeed, long stream, long first, int count) {
    List<DrawKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(new DrawKey(runSeed, stream, first + i));
    }
    return keys;
  }

  private static String name(DrawKey key) {
    return "draw " + key.draw() + " of stream " + key.unit();
  }
}
