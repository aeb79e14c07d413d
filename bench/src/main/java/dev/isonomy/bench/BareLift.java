package dev.isonomy.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftManifest;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.splat.Splats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The least code that turns images into Gaussians with a bundle's TorchScript: what the speed of
 * {@code isonomy lift} is measured against. Masks and images stay in the engine, nothing is padded
 * or checked.
 */
final class BareLift {
  private final LiftManifest manifest;
  private final BareNetworks networks;

  /**
   * A loop over a bundle's networks.
   *
   * @throws UserException if the bundle finds no masks
   */
  public BareLift(LiftBundle bundle, ComputeDevice device) {
    manifest = bundle.manifest();
    if (!manifest.segments()) {
      throw new UserException("the bare loop needs a segmenter, which bundle " + bundle + " lacks");
    }
    networks = BareNetworks.of(bundle, device);
  }

  /**
   * Lifts images.
   *
   * @param rgb [count, height, width, 3]
   */
  public List<Splats> lift(byte[] rgb, int count) {
    ImageShape shape = manifest.image();
    try (NDManager scope = networks.scope()) {
      NDArray bytes =
          scope.create(
              ByteBuffer.wrap(rgb),
              new Shape(count, shape.height(), shape.width(), 3),
              DataType.UINT8);
      NDArray image = bytes.toType(DataType.FLOAT32, false).div(255f).transpose(0, 3, 1, 2);
      NDArray mask = call(scope, BundleModule.SEGMENTER, image).get(0);
      NDArray white = image.mul(mask).add(mask.neg().add(1));
      NDArray camera =
          scope.create(manifest.viewpoint().camera().conditioning()).expandDims(0).repeat(0, count);
      NDList made = call(scope, BundleModule.LIFTER, white, mask, camera);
      List<Splats> assets = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        assets.add(
            new Splats(
                made.get(0).get(i).toFloatArray(),
                made.get(1).get(i).toFloatArray(),
                made.get(2).get(i).toFloatArray(),
                made.get(3).get(i).toFloatArray(),
                made.get(4).get(i).toFloatArray()));
      }
      return assets;
    }
  }

  private NDList call(NDManager scope, BundleModule module, NDArray... inputs) {
    return networks.call(
        scope, manifest.file(module, ModuleFiles.FORWARD), ModuleFiles.FORWARD, inputs);
  }
}
