package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.nn.Block;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
  private record Key(
      String fingerprint, Map<BundleModule, ModuleFiles> modules, ComputeDevice device) {}

  private static final Map<Key, LoadedBundle> LOADED = new HashMap<>();

  private final NetworkEngine networks;
  private final Device device;
  private final Map<String, Model> models;
  private final Set<Integer> probed = new HashSet<>();
  private int largest = Integer.MAX_VALUE;
  private int halvings;

  private LoadedBundle(NetworkEngine networks, Device device, Map<String, Model> models) {
    this.networks = networks;
    this.device = device;
    this.models = models;
  }

  /** The loaded bundle of this JVM; the first caller loads it, the others wait. */
  static LoadedBundle of(Bundle bundle, ComputeDevice device) {
    synchronized (LOADED) {
      Key key = new Key(bundle.fingerprint(), bundle.manifest().modules(), device);
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
   *
   * @param close frees what the task holds if the trial fails
   */
  void probeOnce(int microBatch, Runnable probe, Runnable close) {
    try {
      synchronized (probed) {
        if (!probed.contains(microBatch)) {
          probe.run();
          probed.add(microBatch);
        }
      }
    } catch (RuntimeException e) {
      close.run();
      throw e;
    }
  }

  /** The micro-batch that this device has room for, at most the given one. */
  synchronized int fitting(int microBatch) {
    return Math.min(microBatch, largest);
  }

  /**
   * Goes on with half a micro-batch, unless another task has found out already.
   *
   * @throws ModuleException if not even one sample fits
   */
  synchronized void halve(int microBatch, OutOfDeviceMemory cause, String module) {
    if (largest < microBatch) {
      return;
    }
    if (microBatch == 1) {
      throw new ModuleException(
          module
              + " does not fit into the memory of the device, even with one sample: "
              + cause.getMessage(),
          cause);
    }
    largest = microBatch / 2;
    halvings++;
    System.getLogger(LoadedBundle.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "out of memory with {0} samples per call, going on with {1}",
            microBatch,
            largest);
  }

  /** How often memory was short. */
  synchronized int halvings() {
    return halvings;
  }

  NetworkEngine networks() {
    return networks;
  }

  Device device() {
    return device;
  }

  Block block(String file) {
    return models.get(file).getBlock();
  }

  private static LoadedBundle load(Bundle bundle, ComputeDevice computeDevice) {
    NetworkEngine networks = NetworkEngine.of(bundle.manifest().engine());
    Device device = Devices.of(networks.start(), computeDevice);
    Path copy = null;
    Map<String, Model> models = new HashMap<>();
    try {
      copy = Files.createTempDirectory("isonomy-model");
      BundleVerifier.copy(bundle, copy);
      for (Map.Entry<BundleModule, ModuleFiles> module : bundle.manifest().modules().entrySet()) {
        for (String file : module.getValue().all()) {
          models.put(file, load(bundle, module.getKey(), file, networks, copy, device));
        }
      }
      return new LoadedBundle(networks, device, models);
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

  private static Model load(
      Bundle bundle,
      BundleModule module,
      String file,
      NetworkEngine networks,
      Path directory,
      Device device) {
    try {
      return networks.load(module.label(), directory.resolve(file), device);
    } catch (IOException | MalformedModelException | RuntimeException e) {
      throw new UserException(
          "module "
              + module.label()
              + " ("
              + file
              + " of bundle "
              + bundle
              + ") is not "
              + networks.format()
              + "; export it again: "
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
