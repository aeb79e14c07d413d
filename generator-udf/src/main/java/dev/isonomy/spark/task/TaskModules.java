package dev.isonomy.spark.task;

import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LiftModules;
import dev.isonomy.model.Networks;
import dev.isonomy.spark.metrics.ExecutorMeters;
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
    ComputeDevice device = Networks.device(settings.device(), gpuOfTask());
    settings.bundle().precision().requireOn(device);
    BundleModules modules = Networks.open(settings.bundle().open(), device, settings.options());
    closeWithTask(
        () -> {
          ExecutorMeters.halved(modules.outOfMemoryHalvings());
          modules.close();
        });
    return modules;
  }

  /**
   * The task's networks of a lifting model; outside of a task the caller closes them.
   *
   * @throws dev.isonomy.error.UserException if the model or the device is not as demanded
   */
  public static LiftModules openLift(LifterSettings settings) {
    ComputeDevice device = Networks.device(settings.device(), gpuOfTask());
    LiftModules modules =
        Networks.openLift(settings.bundle().openLift(), device, settings.options());
    closeWithTask(modules::close);
    return modules;
  }

  private static void closeWithTask(Runnable close) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      TaskCompletionListener listener = context -> close.run();
      task.addTaskCompletionListener(listener);
    }
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
