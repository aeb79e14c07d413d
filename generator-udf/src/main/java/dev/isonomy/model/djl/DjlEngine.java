package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ComputeDevice;

/** Starts the PyTorch engine once per JVM: offline, without usage reports, one thread per call. */
final class DjlEngine {
  static final String PYTORCH = "PyTorch";

  private DjlEngine() {}

  /** Intra-operation threads: one, as tasks share the cores and more collapse under contention. */
  static final int THREADS = 1;

  /**
   * The engine, started.
   *
   * @throws UserException if its native libraries are missing or do not fit
   */
  static synchronized Engine start() {
    setUnlessPresent("ai.djl.offline", "true");
    setUnlessPresent("OPT_OUT_TRACKING", "true");
    setUnlessPresent("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
    setUnlessPresent("ai.djl.pytorch.num_interop_threads", "1");
    try {
      return Engine.getEngine(PYTORCH);
    } catch (RuntimeException | LinkageError e) {
      throw new UserException(
          "the PyTorch engine does not start: put pytorch-jni and pytorch-native-cpu on the class"
              + " path, or set PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR to an installed libtorch: "
              + Messages.firstLine(e),
          e);
    }
  }

  /**
   * The engine's name for a device.
   *
   * @throws UserException if this machine has no such device
   */
  static Device device(Engine engine, ComputeDevice device) {
    if (device instanceof ComputeDevice.Cuda cuda) {
      int count = engine.getGpuCount();
      if (cuda.index() >= count) {
        throw new UserException(
            "device "
                + device.label()
                + " is not there: this JVM sees "
                + count
                + " CUDA devices; set isonomy.device to cpu or auto, or bring a libtorch for CUDA");
      }
      return Device.gpu(cuda.index());
    }
    return Device.cpu();
  }

  private static void setUnlessPresent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
