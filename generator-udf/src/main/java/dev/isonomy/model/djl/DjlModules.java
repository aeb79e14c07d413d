package dev.isonomy.model.djl;

import dev.isonomy.condition.Condition;
import dev.isonomy.condition.ConditionSource;
import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.diffusion.Level;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.DenoiserSpec;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.TextSpec;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A task's networks, run by one of DJL's engines; see {@link NetworkCalls} for how. */
final class DjlModules implements BundleModules {
  private final ModelBundle bundle;
  private final BundleManifest manifest;
  private final NetworkCalls calls;

  private DjlModules(ModelBundle bundle, LoadedBundle loaded, ModuleOptions options) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.calls = new NetworkCalls(bundle, loaded, options);
  }

  /**
   * Opens a bundle's networks for one task; the first call in a JVM verifies and loads them, and
   * tries each one on zeros.
   *
   * @throws UserException if a file is damaged, a network cannot be loaded or has other shapes than
   *     the bundle says, or the device is not there
   */
  static DjlModules open(ModelBundle bundle, ComputeDevice device, ModuleOptions options) {
    LoadedBundle loaded = LoadedBundle.of(bundle, device);
    DjlModules modules = new DjlModules(bundle, loaded, options);
    loaded.probeOnce(options.microBatch(), modules::probe, modules::close);
    return modules;
  }

  @Override
  public ModelBundle bundle() {
    return bundle;
  }

  @Override
  public Denoiser denoiser(List<float[]> conditions) {
    List<Condition> declared = manifest.denoiser().conditions();
    if (declared.size() != conditions.size()) {
      throw new IllegalArgumentException(
          "the denoiser takes %d conditions but was given %d"
              .formatted(declared.size(), conditions.size()));
    }
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < declared.size(); i++) {
      Condition condition = declared.get(i);
      inputs.add(new Input(conditions.get(i), shape(condition), condition.integers()));
    }
    return denoiser(ModuleFiles.FORWARD, inputs);
  }

  private Denoiser denoiser(String method, List<Input> conditions) {
    Target target = Target.of(BundleModule.DENOISER, method, shape(manifest.sample()));
    return (x, batch, level, out) -> {
      float[] told = new float[batch];
      Arrays.fill(told, (float) level.told());
      List<Input> inputs = new ArrayList<>();
      inputs.add(new Input(x, shape(manifest.sample())));
      inputs.add(new Input(told, new long[0]));
      inputs.addAll(conditions);
      calls.run(target, inputs, batch, List.of(out));
    };
  }

  private void requireCodes() {
    if (!(manifest.latentSpace() instanceof LatentSpace.Semantic)) {
      throw new UserException(
          "bundle "
              + bundle
              + " has the latent space "
              + manifest.latentSpace().label()
              + ", which has no codes");
    }
  }

  @Override
  public Denoiser denoiserWithoutCode() {
    if (manifest.denoiser().code().isEmpty() || !manifest.denoiser().runsWithoutCode()) {
      throw new UserException(
          "bundle " + bundle + " has no denoiser that takes a code and can run without it");
    }
    return denoiser("unconditional", List.of());
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    TextSpec spec =
        manifest
            .text()
            .orElseThrow(() -> new UserException("bundle " + bundle + " has no text encoder"));
    List<long[]> shapes = new ArrayList<>();
    List<float[]> outs = new ArrayList<>();
    for (Condition condition : manifest.denoiser().conditions()) {
      if (condition.source() instanceof ConditionSource.Prompt) {
        shapes.add(shape(condition));
        outs.add(new float[texts.size() * condition.size()]);
      }
    }
    Input ids = new Input(TextTokens.of(bundle, spec, texts), new long[] {spec.length()}, true);
    Target target = new Target(BundleModule.TEXT, ModuleFiles.FORWARD, shapes);
    calls.run(target, List.of(ids), texts.size(), outs);
    return outs;
  }

  private static long[] shape(Condition condition) {
    return condition.shape().stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public float[] encode(float[] images, int count) {
    requireCodes();
    return runOnImages(
        BundleModule.ENCODER, ModuleFiles.FORWARD, images, count, manifest.latentDimension());
  }

  @Override
  public float[] encodeSample(float[] images, int count) {
    if (!manifest.latentDiffusion()) {
      return images.clone();
    }
    return runOnImages(BundleModule.AUTOENCODER, "encode", images, count, shape(manifest.sample()));
  }

  @Override
  public float[] decodeSample(float[] samples, int count) {
    if (!manifest.latentDiffusion()) {
      return samples.clone();
    }
    Target target = Target.of(BundleModule.AUTOENCODER, "decode", shape(manifest.image()));
    float[] out = new float[count * target.size()];
    calls.run(target, List.of(new Input(samples, shape(manifest.sample()))), count, List.of(out));
    return out;
  }

  @Override
  public float[] label(float[] images, int count) {
    return runOnImages(
        BundleModule.LABELER, ModuleFiles.FORWARD, images, count, manifest.logitCount());
  }

  @Override
  public float[] audit(float[] images, int count) {
    return runOnImages(
        BundleModule.AUDITOR, ModuleFiles.FORWARD, images, count, manifest.logitCount());
  }

  @Override
  public float[] features(float[] images, int count) {
    return runOnImages(
        BundleModule.FEATURES, ModuleFiles.FORWARD, images, count, manifest.featureWidth());
  }

  @Override
  public int outOfMemoryHalvings() {
    return calls.outOfMemoryHalvings();
  }

  /** Frees this task's tensors; the shared networks stay loaded. */
  @Override
  public void close() {
    calls.close();
  }

  /** Tries every network on zeros: finds wrong shapes before any work. */
  private void probe() {
    float[] image = new float[manifest.image().size()];
    float[] sample = new float[manifest.sample().size()];
    float[] out = new float[sample.length];
    DenoiserSpec spec = manifest.denoiser();
    Level level = spec.diffusion().levels().cleanest();
    List<float[]> zeros =
        spec.conditions().stream().map(condition -> new float[condition.size()]).toList();
    NetworkCalls.quietly(() -> denoiser(zeros).predict(sample, 1, level, out));
    if (spec.code().isPresent() && spec.runsWithoutCode()) {
      NetworkCalls.quietly(() -> denoiserWithoutCode().predict(sample, 1, level, out));
    }
    boolean codes = manifest.latentSpace() instanceof LatentSpace.Semantic;
    NetworkCalls.quietly(() -> decodeSample(sample, 1));
    NetworkCalls.quietly(() -> encodeSample(image, 1));
    for (BundleModule module : manifest.modules().keySet()) {
      switch (module) {
        case ENCODER -> {
          if (codes) {
            NetworkCalls.quietly(() -> encode(image, 1));
          }
        }
        case LABELER -> NetworkCalls.quietly(() -> label(image, 1));
        case AUDITOR -> NetworkCalls.quietly(() -> audit(image, 1));
        case FEATURES -> NetworkCalls.quietly(() -> features(image, 1));
        case TEXT -> NetworkCalls.quietly(() -> embed(List.of("")));
        case DENOISER, AUTOENCODER, LIFTER, SEGMENTER -> {}
      }
    }
  }

  private float[] runOnImages(
      BundleModule module, String method, float[] images, int count, long... shape) {
    Target target = Target.of(module, method, shape);
    float[] out = new float[count * target.size()];
    calls.run(target, List.of(new Input(images, shape(manifest.image()))), count, List.of(out));
    return out;
  }

  private static long[] shape(ImageShape shape) {
    return new long[] {shape.channels(), shape.height(), shape.width()};
  }
}
