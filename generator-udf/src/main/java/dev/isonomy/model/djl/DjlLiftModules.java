package dev.isonomy.model.djl;

import dev.isonomy.model.BundleModule;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftManifest;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Target;
import dev.isonomy.splat.SplatCamera;
import dev.isonomy.splat.Splats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A task's lifting networks, run by one of DJL's engines. */
final class DjlLiftModules implements LiftModules {
  private final LiftBundle bundle;
  private final LiftManifest manifest;
  private final NetworkCalls calls;

  private DjlLiftModules(LiftBundle bundle, LoadedBundle loaded, ModuleOptions options) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.calls = new NetworkCalls(bundle, loaded, options);
  }

  /**
   * Opens a bundle's networks for one task; the first call in a JVM verifies and loads them, and
   * tries each one.
   *
   * @throws dev.isonomy.error.UserException if a file is damaged, a network cannot be loaded or has
   *     other shapes than the bundle says, or the device is not there
   */
  static DjlLiftModules open(LiftBundle bundle, ComputeDevice device, ModuleOptions options) {
    LoadedBundle loaded = LoadedBundle.of(bundle, device);
    DjlLiftModules modules = new DjlLiftModules(bundle, loaded, options);
    loaded.probeOnce(options.microBatch(), modules::probe, modules::close);
    return modules;
  }

  private void probe() {
    float[] image = new float[manifest.image().size()];
    float[] mask = new float[pixels()];
    Arrays.fill(mask, 1);
    float[] camera = manifest.viewpoint().camera().conditioning();
    NetworkCalls.quietly(() -> lift(image, mask, camera, 1));
    if (manifest.segments()) {
      NetworkCalls.quietly(() -> segment(image, 1));
    }
  }

  private int pixels() {
    return manifest.image().height() * manifest.image().width();
  }

  @Override
  public LiftBundle bundle() {
    return bundle;
  }

  @Override
  public List<Splats> lift(float[] images, float[] masks, float[] cameras, int count) {
    long n = manifest.gaussians();
    long harmonics = 3L * Splats.coefficients(manifest.degree());
    List<long[]> shapes =
        List.of(
            new long[] {n, 3},
            new long[] {n, 3},
            new long[] {n, 4},
            new long[] {n, 1},
            new long[] {n, harmonics});
    Target target = new Target(BundleModule.LIFTER, ModuleFiles.FORWARD, shapes);
    List<float[]> outs = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      outs.add(new float[Math.multiplyExact(count, target.size(i))]);
    }
    List<Input> inputs =
        List.of(
            new Input(images, imageShape()),
            new Input(masks, maskShape()),
            new Input(cameras, new long[] {SplatCamera.CONDITIONING}));
    calls.run(target, inputs, count, outs);
    List<Splats> assets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      assets.add(asset(target, outs, i));
    }
    return assets;
  }

  private Splats asset(Target target, List<float[]> outs, int sample) {
    float[][] parts = new float[outs.size()][];
    for (int i = 0; i < parts.length; i++) {
      int size = target.size(i);
      parts[i] = Arrays.copyOfRange(outs.get(i), sample * size, (sample + 1) * size);
    }
    try {
      return new Splats(parts[0], parts[1], parts[2], parts[3], parts[4]);
    } catch (IllegalArgumentException e) {
      throw new ModuleException(
          "module lifter of bundle " + bundle + " returned no splats: " + e.getMessage(), sample);
    }
  }

  @Override
  public float[] segment(float[] images, int count) {
    float[] masks = new float[Math.multiplyExact(count, pixels())];
    calls.run(
        Target.of(BundleModule.SEGMENTER, ModuleFiles.FORWARD, maskShape()),
        List.of(new Input(images, imageShape())),
        count,
        List.of(masks));
    return masks;
  }

  private long[] imageShape() {
    return new long[] {3, manifest.image().height(), manifest.image().width()};
  }

  private long[] maskShape() {
    return new long[] {1, manifest.image().height(), manifest.image().width()};
  }

  /** Frees this task's tensors; the shared networks stay loaded. */
  @Override
  public void close() {
    calls.close();
  }
}
