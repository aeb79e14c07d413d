package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import dev.isonomy.error.UserException;
import dev.isonomy.model.NativeDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** TorchScript on libtorch. */
record PyTorch() implements NetworkEngine {
  private static final String NAME = "PyTorch";

  @Override
  public Engine start() {
    synchronized (PyTorch.class) {
      NetworkEngine.setUnlessPresent("ai.djl.offline", "true");
      NetworkEngine.setUnlessPresent("OPT_OUT_TRACKING", "true");
      NetworkEngine.setUnlessPresent("ai.djl.pytorch.num_threads", String.valueOf(THREADS));
      NetworkEngine.setUnlessPresent("ai.djl.pytorch.num_interop_threads", "1");
      requireCache();
      try {
        return Engine.getEngine(NAME);
      } catch (RuntimeException | LinkageError e) {
        throw new UserException(
            "the PyTorch engine does not start: put pytorch-jni and pytorch-native-cpu on the class"
                + " path, or set PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR to an installed libtorch: "
                + Messages.firstLine(e),
            e);
      }
    }
  }

  /** libtorch is copied out of its jar, unless one is installed. */
  private static void requireCache() {
    String installed = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH");
    Path cache = Utils.getEngineCacheDir();
    if (installed == null) {
      NativeDirectory.problem(cache)
          .ifPresent(
              problem -> {
                throw new UserException(
                    "libtorch is unpacked into %s, which %s; set DJL_CACHE_DIR to a directory that does not"
                        .formatted(cache, problem));
              });
    }
  }

  @Override
  public Model load(String name, Path file, Device device)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance(name, device, NAME);
    try {
      model.load(file, null, Map.of("mapLocation", "true"));
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public String format() {
    return "TorchScript that libtorch can load";
  }

  @Override
  public void prepareThread() {
    JniUtils.setNumThreads(Integer.getInteger("ai.djl.pytorch.num_threads", THREADS));
  }

  @Override
  public void addMethod(NDManager scope, NDList inputs, String method) {
    NDArray marker = scope.create(0f);
    marker.setName("module_method:" + method);
    inputs.add(marker);
  }
}
