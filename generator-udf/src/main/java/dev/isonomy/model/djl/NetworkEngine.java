package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.isonomy.model.ModuleEngine;
import java.io.IOException;
import java.nio.file.Path;

/** What differs between the engines that run networks. */
sealed interface NetworkEngine permits PyTorch, OnnxRuntime {

  /** Intra-operation threads: one, as tasks share the cores and more collapse under contention. */
  int THREADS = 1;

  /** The engine that a bundle names. */
  static NetworkEngine of(ModuleEngine engine) {
    return switch (engine) {
      case TORCHSCRIPT -> new PyTorch();
      case ONNX -> new OnnxRuntime();
    };
  }

  /**
   * The engine, started once per JVM: offline, without usage reports, one thread per call.
   *
   * @throws dev.isonomy.error.UserException if its native libraries are missing or do not fit
   */
  Engine start();

  /** Loads a file. */
  Model load(String name, Path file, Device device) throws IOException, MalformedModelException;

  /** What a file must be, for messages. */
  String format();

  /** Prepares the thread that will call networks. */
  void prepareThread();

  /** Makes a call go to a method other than {@code forward}. */
  void addMethod(NDManager scope, NDList inputs, String method);

  /** Sets a system property that the engine reads when it starts. */
  static void setUnlessPresent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
