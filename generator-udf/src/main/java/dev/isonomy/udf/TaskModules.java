package dev.isonomy.udf;

import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.djl.DjlModules;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Opens the networks of a Spark task, on the GPU that the scheduler gave it, and closes them with
 * the task.
 */
public final class TaskModules {
  private TaskModules() {}

  /**
   * The task's networks; outside of a task the caller closes them.
   *
   * @throws dev.isonomy.error.UserException if the model or the device is not as demanded
   */
  public static BundleModules open(GeneratorSettings settings) {
    ComputeDevice device = DjlModules.device(settings.device(), gpuOfTask());
    settings.bundle().precision().requireOn(device);
    BundleModules modules = DjlModules.open(settings.bundle().open(), device, settings.options());
    TaskContext task = TaskContext.get();
    if (task != null) {
      TaskCompletionListener close =
          context -> {
            ExecutorMeters.halved(modules.outOfMemoryHalvings());
            modules.close();
          };
      task.addTaskCompletionListener(close);
    }
    return modules;
  }

  /** The address of the GPU that this task was given, if it was given one. */
  public static OptionalInt gpuOfTask() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpu = task == null ? null : task.resourcesJMap().get("gpu");
    if (gpu == null || gpu.addresses().length == 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(gpu.addresses()[0]));
  }
}
