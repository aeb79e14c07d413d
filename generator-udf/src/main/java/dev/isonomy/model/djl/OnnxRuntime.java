package dev.isonomy.model.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** ONNX graphs on ONNX Runtime; every method is a graph, and so a file, of its own. */
record OnnxRuntime() implements NetworkEngine {
  private static final String NAME = "OnnxRuntime";

  @Override
  public Engine start() {
    synchronized (OnnxRuntime.class) {
      NetworkEngine.setUnlessPresent("ai.djl.offline", "true");
      NetworkEngine.setUnlessPresent("OPT_OUT_TRACKING", "true");
      // Otherwise every tensor's manager would start PyTorch too, for operations that are not used.
      NetworkEngine.setUnlessPresent("ai.djl.onnx.disable_alternative", "true");
      try {
        return Engine.getEngine(NAME);
      } catch (RuntimeException | LinkageError e) {
        throw new UserException(
            "the ONNX Runtime engine does not start: put com.microsoft.onnxruntime:onnxruntime on"
                + " the class path: "
                + Messages.firstLine(e),
            e);
      }
    }
  }

  @Override
  public Model load(String name, Path file, Device device)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance(name, device, NAME);
    String threads = String.valueOf(THREADS);
    try {
      model.load(file, null, Map.of("intraOpNumThreads", threads, "interOpNumThreads", threads));
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public String format() {
    return "an ONNX graph that ONNX Runtime can load";
  }

  /** Sessions bring their own number of threads. */
  @Override
  public void prepareThread() {}

  /** Not needed: the method chose the file. */
  @Override
  public void addMethod(NDManager scope, NDList inputs, String method) {}
}
