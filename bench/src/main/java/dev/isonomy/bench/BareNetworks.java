package dev.isonomy.bench;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleEngine;
import dev.isonomy.model.ModuleFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A bundle's TorchScript as DJL loads it, and nothing around it. Loaded once per bundle and device,
 * since the threads of a measurement share their networks as the tasks of a job do.
 */
final class BareNetworks {
  private static final String ENGINE = "PyTorch";
  private static final Map<String, BareNetworks> LOADED = new HashMap<>();

  private final Device device;
  private final Map<String, Model> models;

  private BareNetworks(Device device, Map<String, Model> models) {
    this.device = device;
    this.models = models;
  }

  /**
   * The networks of a bundle.
   *
   * @throws UserException if they are not TorchScript
   */
  static BareNetworks of(Bundle bundle, ComputeDevice device) {
    if (bundle.manifest().engine() != ModuleEngine.TORCHSCRIPT) {
      throw new UserException("the bare loops know TorchScript only, not " + bundle);
    }
    synchronized (LOADED) {
      return LOADED.computeIfAbsent(
          bundle.fingerprint() + device.label(), key -> load(bundle, device));
    }
  }

  private static BareNetworks load(Bundle bundle, ComputeDevice computeDevice) {
    Engine engine = Engine.getEngine(ENGINE);
    Device device =
        computeDevice instanceof ComputeDevice.Cuda cuda ? Device.gpu(cuda.index()) : Device.cpu();
    engine.newBaseManager(device).close(); // fails here if there is no such device
    Map<String, Model> models = new HashMap<>();
    try {
      Path copy = Files.createTempDirectory("isonomy-bench");
      BundleVerifier.copy(bundle, copy);
      for (ModuleFiles module : bundle.manifest().modules().values()) {
        for (String file : module.all()) {
          Model model = Model.newInstance(file, device, ENGINE);
          model.load(copy.resolve(file), null, Map.of("mapLocation", "true"));
          models.put(file, model);
          Files.delete(copy.resolve(file));
        }
      }
      return new BareNetworks(device, models);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException("bundle " + bundle + " does not load", e);
    }
  }

  /** A manager of tensors on the networks' device. */
  NDManager scope() {
    return Engine.getEngine(ENGINE).newBaseManager(device);
  }

  /** Calls a method of the module in a file. */
  NDList call(NDManager scope, String file, String method, NDArray... inputs) {
    NDList list = new NDList(inputs);
    if (!method.equals(ModuleFiles.FORWARD)) {
      NDArray marker = scope.create(0f);
      marker.setName("module_method:" + method);
      list.add(marker);
    }
    return models.get(file).getBlock().forward(new ParameterStore(scope, false), list, false);
  }
}
