package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.nn.Block;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The networks of a bundle on a device, loaded once per JVM and shared by all tasks: weights are
 * read only, and a forward call keeps no state in them.
 *
 * <p>They live as long as the JVM, which gives their memory back: closing them while a task of a
 * dying executor is still inside a network would crash it.
 */
final class LoadedBundle {
  private record Key(String fingerprint, ComputeDevice device) {}

  private static final Map<Key, LoadedBundle> LOADED = new HashMap<>();

  private final Engine engine;
  private final Device device;
  private final Map<BundleModule, Model> models;
  private final Set<Integer> probed = new HashSet<>();

  private LoadedBundle(Engine engine, Device device, Map<BundleModule, Model> models) {
    this.engine = engine;
    this.device = device;
    this.models = models;
  }

  /** The loaded bundle of this JVM; the first caller loads it, the others wait. */
  static LoadedBundle of(ModelBundle bundle, ComputeDevice device) {
    synchronized (LOADED) {
      Key key = new Key(bundle.fingerprint(), device);
      LoadedBundle loaded = LOADED.get(key);
      if (loaded == null) {
        loaded = load(bundle, device);
        LOADED.put(key, loaded);
      }
      return loaded;
    }
  }

  /**
   * Runs a trial of all networks at a batch size, unless one has succeeded in this JVM; others wait
   * for it.
   */
  void probeOnce(int microBatch, Runnable probe) {
    synchronized (probed) {
      if (!probed.contains(microBatch)) {
        probe.run();
        probed.add(microBatch);
      }
    }
  }

  Engine engine() {
    return engine;
  }

  Device device() {
    return device;
  }

  Block block(ModelBundle bundle, BundleModule module) {
    Model model = models.get(module);
    if (model == null) {
      // Names the modules that there are.
      throw new IllegalStateException("not loaded: " + bundle.manifest().file(module));
    }
    return model.getBlock();
  }

  private static LoadedBundle load(ModelBundle bundle, ComputeDevice computeDevice) {
    if (bundle.manifest().engine() != ModuleEngine.TORCHSCRIPT) {
      throw new UserException(
          "bundle "
              + bundle
              + " needs the engine "
              + bundle.manifest().engine().label()
              + " but only torchscript is here");
    }
    Engine engine = DjlEngine.start();
    Device device = DjlEngine.device(engine, computeDevice);
    Path copy = null;
    Map<BundleModule, Model> models = new EnumMap<>(BundleModule.class);
    try {
      copy = Files.createTempDirectory("isonomy-model");
      BundleVerifier.copy(bundle, copy);
      for (BundleModule module : bundle.manifest().modules().keySet()) {
        models.put(module, loadModule(bundle, module, copy, device));
      }
      return new LoadedBundle(engine, device, models);
    } catch (IOException e) {
      models.values().forEach(Model::close);
      throw new UserException(
          "the verified copy of bundle "
              + bundle
              + " cannot be written to the temporary directory; set java.io.tmpdir to a writable"
              + " one: "
              + Messages.firstLine(e),
          e);
    } catch (RuntimeException e) {
      models.values().forEach(Model::close);
      throw e;
    } finally {
      delete(copy);
    }
  }

  private static Model loadModule(
      ModelBundle bundle, BundleModule module, Path directory, Device device) {
    String file = bundle.manifest().file(module);
    Model model = Model.newInstance(module.label(), device, DjlEngine.PYTORCH);
    try {
      model.load(directory.resolve(file), null, Map.of("mapLocation", "true"));
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new UserException(
          "module "
              + module.label()
              + " ("
              + file
              + " of bundle "
              + bundle
              + ") is not TorchScript that libtorch can load; export it again: "
              + Messages.firstLine(e),
          e);
    }
  }

  private static void delete(Path directory) {
    if (directory == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A left-over copy in the temporary directory harms nobody.
      System.getLogger(LoadedBundle.class.getName())
          .log(System.Logger.Level.WARNING, "cannot delete " + directory, e);
    }
  }
}
