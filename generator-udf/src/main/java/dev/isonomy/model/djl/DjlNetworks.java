package dev.isonomy.model.djl;

import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LabelBundle;
import dev.isonomy.model.LabelModules;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleEngine;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.NetworkProvider;

/** Runs TorchScript and ONNX by DJL. */
public final class DjlNetworks implements NetworkProvider {

  @Override
  public boolean runs(ModuleEngine engine) {
    return switch (engine) {
      case TORCHSCRIPT, ONNX -> true;
    };
  }

  @Override
  public int gpus() {
    return new PyTorch().start().getGpuCount();
  }

  @Override
  public BundleModules open(ModelBundle bundle, ComputeDevice device, ModuleOptions options) {
    return DjlModules.open(bundle, device, options);
  }

  @Override
  public LabelModules openLabels(LabelBundle bundle, ComputeDevice device, ModuleOptions options) {
    return DjlLabelModules.open(bundle, device, options);
  }

  @Override
  public LiftModules openLift(LiftBundle bundle, ComputeDevice device, ModuleOptions options) {
    return DjlLiftModules.open(bundle, device, options);
  }
}
