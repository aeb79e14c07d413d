package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ComputeDevice;

/** Translates devices into an engine's. */
final class Devices {
  private Devices() {}

  /**
   * The engine's name for a device.
   *
   * @throws UserException if this machine has no such device
   */
  static Device of(Engine engine, ComputeDevice device) {
    if (device instanceof ComputeDevice.Cuda cuda) {
      int count = engine.getGpuCount();
      if (cuda.index() >= count) {
        throw new UserException(
            "device "
                + device.label()
                + " is not there: this JVM sees "
                + count
                + " CUDA devices; set isonomy.bundle.device to cpu or auto, or bring a libtorch for CUDA");
      }
      return Device.gpu(cuda.index());
    }
    return Device.cpu();
  }
}
