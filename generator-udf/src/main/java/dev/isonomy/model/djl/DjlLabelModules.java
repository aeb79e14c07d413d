package dev.isonomy.model.djl;

import dev.isonomy.model.BundleModule;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LabelBundle;
import dev.isonomy.model.LabelManifest;
import dev.isonomy.model.LabelModules;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Target;
import java.util.List;

/** A task's labeler and auditor of a bundle that judges, run by one of DJL's engines. */
final class DjlLabelModules implements LabelModules {
  private final LabelManifest manifest;
  private final NetworkCalls calls;

  private DjlLabelModules(LabelBundle bundle, LoadedBundle loaded, ModuleOptions options) {
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
  static DjlLabelModules open(LabelBundle bundle, ComputeDevice device, ModuleOptions options) {
    LoadedBundle loaded = LoadedBundle.of(bundle, device);
    DjlLabelModules modules = new DjlLabelModules(bundle, loaded, options);
    loaded.probeOnce(options.microBatch(), modules::probe, modules::close);
    return modules;
  }

  private void probe() {
    float[] image = new float[manifest.pixels().image().size()];
    for (BundleModule module : manifest.modules().keySet()) {
      NetworkCalls.quietly(() -> logits(module, image, 1));
    }
  }

  @Override
  public float[] logits(BundleModule module, float[] images, int count) {
    ImageShape shape = manifest.pixels().image();
    Target target = Target.of(module, ModuleFiles.FORWARD, manifest.logitCount());
    float[] out = new float[count * target.size()];
    long[] image = {shape.channels(), shape.height(), shape.width()};
    calls.run(target, List.of(new Input(images, image)), count, List.of(out));
    return out;
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
}
