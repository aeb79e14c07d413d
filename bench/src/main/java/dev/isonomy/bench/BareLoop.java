package dev.isonomy.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isonomy.diffusion.Level;
import dev.isonomy.diffusion.Levels;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleFiles;

/**
 * The least code that samples labelled images with a bundle's TorchScript: what the generator's
 * speed is measured against. Every tensor stays in the engine, randomness is the engine's, nothing
 * is padded, checked or keyed. DPM-Solver++(2M) on a v-predicting semantic latent diffusion.
 */
final class BareLoop {
  /** Keeps the signal-to-noise ratio of a schedule that ends in pure noise finite. */
  private static final double LEAST = 1e-12;

  private final BundleManifest manifest;
  private final BareNetworks networks;
  private final int batch;

  /**
   * A loop over a bundle's networks.
   *
   * @param batch images per call
   * @throws UserException if the bundle is of another kind than the loop knows
   */
  public BareLoop(ModelBundle bundle, ComputeDevice device, int batch) {
    this.manifest = bundle.manifest();
    this.batch = batch;
    if (!knows(bundle)) {
      throw new UserException("the bare loop knows semantic latent diffusion only, not " + bundle);
    }
    this.networks = BareNetworks.of(bundle, device);
  }

  /** Whether a bundle is of the kind that the loop knows. */
  public static boolean knows(ModelBundle bundle) {
    return bundle.manifest().latentSpace() instanceof LatentSpace.Semantic
        && bundle.manifest().latentDiffusion();
  }

  /**
   * Samples one batch of images and labels them.
   *
   * @return the images as bytes, channels last
   */
  public byte[] draw(int steps) {
    try (NDManager scope = networks.scope()) {
      NDArray code = scope.randomNormal(new Shape(batch, manifest.latentDimension()));
      NDArray clean = sample(scope, code, steps);
      NDArray image = call(scope, BundleModule.AUTOENCODER, "decode", clean);
      NDArray bytes = image.add(1).mul(127.5f).add(0.5f).clip(0, 255).toType(DataType.UINT8, false);
      NDArray seen = bytes.toType(DataType.FLOAT32, false).div(127.5f).sub(1);
      call(scope, BundleModule.LABELER, ModuleFiles.FORWARD, seen).argMax(1).toLongArray();
      return bytes.transpose(0, 2, 3, 1).toByteArray();
    }
  }

  private NDArray sample(NDManager scope, NDArray code, int steps) {
    Levels levels = manifest.denoiser().diffusion().levels();
    Level[] visited = Spacings.of("trailing").levels(levels, steps);
    ImageShape shape = manifest.sample();
    NDArray x =
        scope.randomNormal(new Shape(batch, shape.channels(), shape.height(), shape.width()));
    NDArray before = null;
    double lambdaBefore = 0;
    for (int i = 0; i < visited.length; i++) {
      boolean last = i == visited.length - 1;
      double from = Math.max(visited[i].signal(), LEAST);
      double to = last ? levels.end().signal() : visited[i + 1].signal();
      NDArray told = told(scope, visited[i]);
      NDArray v = call(scope, BundleModule.DENOISER, ModuleFiles.FORWARD, x, told, code);
      NDArray data = x.mul((float) Math.sqrt(from)).sub(v.mul((float) Math.sqrt(1 - from)));
      double lambda = halfLogSnr(from);
      double h = halfLogSnr(to) - lambda;
      NDArray extrapolated = data;
      if (before != null && !last) {
        extrapolated = data.add(data.sub(before).mul((float) (h / (2 * (lambda - lambdaBefore)))));
      }
      x =
          x.mul((float) Math.sqrt((1 - to) / (1 - from)))
              .add(extrapolated.mul((float) (-Math.sqrt(to) * Math.expm1(-h))));
      before = data;
      lambdaBefore = lambda;
    }
    return x;
  }

  private NDArray told(NDManager scope, Level level) {
    return scope.full(new Shape(batch), (float) level.told(), DataType.FLOAT32);
  }

  private NDArray call(NDManager scope, BundleModule module, String method, NDArray... inputs) {
    return networks.call(scope, manifest.file(module, method), method, inputs).get(0);
  }

  private static double halfLogSnr(double alphaBar) {
    return 0.5 * (Math.log(alphaBar) - Math.log1p(-alphaBar));
  }
}
