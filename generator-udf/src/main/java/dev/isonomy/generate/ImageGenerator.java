package dev.isonomy.generate;

import dev.isonomy.condition.Guidance;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.StepNoise;
import dev.isonomy.generate.GenerationListener.Phase;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModuleException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Turns latents into images, for one task.
 *
 * <p>A semantic code conditions a trajectory from pure noise; a noisy latent is itself the state
 * from which a trajectory starts. Either way the trajectory ends in a clean state that is decoded
 * and rounded to bytes; labels are read off the bytes, which is what a reader will see.
 */
public final class ImageGenerator {
  private final BundleModules modules;
  private final BundleManifest manifest;
  private final DenoiserSpec spec;
  private final SamplingSettings settings;
  private final GenerationListener listener;
  private final ConditionValues conditions;
  private final PromptTable prompts;

  /** A generator over a task's networks. */
  public ImageGenerator(
      BundleModules modules, SamplingSettings settings, GenerationListener listener) {
    this(modules, settings, PromptTable.NONE, listener);
  }

  /**
   * A generator of a model that takes prompts.
   *
   * @param prompts what it can be asked for
   */
  public ImageGenerator(
      BundleModules modules,
      SamplingSettings settings,
      PromptTable prompts,
      GenerationListener listener) {
    this.prompts = prompts;
    this.modules = modules;
    this.manifest = modules.bundle().manifest();
    this.spec = manifest.denoiser();
    this.settings = settings;
    this.listener = listener;
    this.conditions = new ConditionValues(spec, settings, prompts);
  }

  /** The bundle that is run. */
  public BundleManifest manifest() {
    return manifest;
  }

  /** What the model can be asked for. */
  public PromptTable prompts() {
    return prompts;
  }

  /** The networks that are run. */
  public BundleModules modules() {
    return modules;
  }

  /**
   * Generates an image per latent.
   *
   * @param latents one latent vector per key, flat; of width 0 to start from pure noise
   * @param keys the images' keys
   * @param texts index of each image's text, see {@link PromptTable}; zeros for a model without
   *     prompts
   * @param names names a draw for messages
   * @return the images as bytes, see {@link Pixels}
   * @throws ModuleException naming the sample, if a network returns a number that is not finite
   */
  public byte[] generate(
      float[] latents, List<DrawKey> keys, int[] texts, IntFunction<String> names) {
    if (latents.length == 0) {
      return generateUnconditional(keys, texts, names);
    }
    Level[] levels = settings.levels(spec, manifest.latentSpace());
    if (manifest.latentSpace() instanceof LatentSpace.Noisy) {
      return sample(latents.clone(), levels, keys, unaided(keys, texts), names);
    }
    Denoiser denoiser = modules.denoiser(List.of(latents));
    if (settings.guided()) {
      denoiser = guided().inTurn(denoiser, modules.denoiserWithoutCode(), manifest.sample().size());
    }
    return sample(noise(keys), levels, keys, denoiser, names);
  }

  /** The same for a model without prompts. */
  public byte[] generate(float[] latents, List<DrawKey> keys, IntFunction<String> names) {
    return generate(latents, keys, new int[keys.size()], names);
  }

  /** {@link #generateUnconditional(List, int[], IntFunction)} for a model without prompts. */
  public byte[] generateUnconditional(List<DrawKey> keys, IntFunction<String> names) {
    return generateUnconditional(keys, new int[keys.size()], names);
  }

  /**
   * Generates images without any latent: what the model does by itself, given its conditions.
   *
   * @param texts index of each image's text, zeros for a model without prompts
   * @throws dev.isonomy.error.UserException if the bundle's denoiser cannot run without a code
   */
  public byte[] generateUnconditional(List<DrawKey> keys, int[] texts, IntFunction<String> names) {
    return sample(noise(keys), settings.allLevels(spec), keys, unaided(keys, texts), names);
  }

  /** The denoiser without a code, under its other conditions, guided by them if that is asked. */
  private Denoiser unaided(List<DrawKey> keys, int[] texts) {
    if (spec.code().isPresent()) {
      return modules.denoiserWithoutCode();
    }
    List<float[]> values = conditions.of(keys, texts, new float[0]);
    if (spec.guidance().kind() != Guidance.Kind.CLASSIFIER_FREE || !settings.guided()) {
      return modules.denoiser(values);
    }
    Denoiser both = modules.denoiser(conditions.withoutAndWith(values, texts));
    return guided().inOneCall(both, manifest.sample().size());
  }

  private Guided guided() {
    return new Guided(settings.guidance(), spec.guidance().rescale());
  }

  /**
   * The clean latent of one of several draws: a semantic code is one, a noised state is not.
   *
   * @param latents one latent vector per draw, flat
   * @param draw index of the draw
   * @return a copy, or {@link KeptDraw#NO_LATENT}
   */
  float[] cleanLatent(float[] latents, int draw) {
    if (!(manifest.latentSpace() instanceof LatentSpace.Semantic)) {
      return KeptDraw.NO_LATENT;
    }
    int width = manifest.latentDimension();
    return Arrays.copyOfRange(latents, draw * width, (draw + 1) * width);
  }

  /** Labels of images, read off their bytes. */
  public Label[] label(byte[] pixels, int count, IntFunction<String> names) {
    long start = System.nanoTime();
    float[] logits =
        naming(
            names, () -> modules.label(Pixels.toNumbers(pixels, count, manifest.pixels()), count));
    Label[] labels = new Label[count];
    for (int i = 0; i < count; i++) {
      labels[i] = Label.read(manifest.attributes(), logits, i);
    }
    listener.spent(Phase.LABEL, System.nanoTime() - start);
    return labels;
  }

  private byte[] sample(
      float[] x, Level[] levels, List<DrawKey> keys, Denoiser denoiser, IntFunction<String> names) {
    int batch = keys.size();
    long start = System.nanoTime();
    Diffusion diffusion = spec.diffusion();
    naming(
        names,
        () -> {
          settings.sampler().sample(diffusion, levels, denoiser, x, batch, stepNoise(keys));
          return requireFinite(x, batch);
        });
    long sampled = System.nanoTime();
    listener.spent(Phase.DENOISE, sampled - start);
    float[] images = naming(names, () -> modules.decodeSample(x, batch));
    byte[] pixels = Pixels.quantize(images, batch, manifest.pixels());
    listener.spent(Phase.DECODE, System.nanoTime() - sampled);
    return pixels;
  }

  /** Networks are checked, but the last step comes after their last call. */
  private static float[] requireFinite(float[] x, int batch) {
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        throw new ModuleException("its trajectory ended in " + x[i], i / (x.length / batch));
      }
    }
    return x;
  }

  private float[] noise(List<DrawKey> keys) {
    int size = manifest.sample().size();
    float[] all = new float[keys.size() * size];
    float[] one = new float[size];
    for (int i = 0; i < keys.size(); i++) {
      keys.get(i).stream(Purpose.INITIAL_NOISE).fillGaussian(one);
      System.arraycopy(one, 0, all, i * size, size);
    }
    return all;
  }

  private StepNoise stepNoise(List<DrawKey> keys) {
    if (!settings.sampler().stochastic()) {
      return StepNoise.NONE;
    }
    RandomStream[] streams = new RandomStream[keys.size()];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = keys.get(i).stream(Purpose.STEP_NOISE);
    }
    return (sample, noise) -> streams[sample].fillGaussian(noise);
  }

  private interface Call {
    float[] run();
  }

  private static float[] naming(IntFunction<String> names, Call call) {
    try {
      return call.run();
    } catch (ModuleException e) {
      if (e.sample() == ModuleException.NO_SAMPLE) {
        throw e;
      }
      throw new ModuleException(
          "sample " + names.apply(e.sample()) + " is refused: " + e.getMessage(), e.sample());
    }
  }
}
