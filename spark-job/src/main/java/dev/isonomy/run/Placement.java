package dev.isonomy.run;

import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GpuSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Networks;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Where the parts of a run go that run networks: onto executors with GPUs, as far as Spark was
 * given the means (stage-level scheduling); all else stays where Spark puts it.
 */
public final class Placement {
  private static final String GPU = "gpu";
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  private final Optional<ResourceProfile> profile;

  private Placement(Optional<ResourceProfile> profile) {
    this.profile = profile;
  }

  /** The placement of a run. */
  public static Placement of(RunContext run) {
    return of(
        run.spark().sparkContext().getConf(), run.config().bundle().device(), run.config().gpu());
  }

  static Placement of(SparkConf conf, DeviceChoice device, GpuSettings gpu) {
    if (device == DeviceChoice.CPU || SparkSessions.isLocal(conf)) {
      return new Placement(Optional.empty());
    }
    if (conf.getBoolean(DYNAMIC, false) && gpu.perExecutor() > 0) {
      return new Placement(Optional.of(executors(conf, gpu)));
    }
    boolean executorsHaveGpus = conf.getInt(EXECUTOR_GPUS, 0) > 0;
    boolean everyTaskHasOne = conf.getDouble(TASK_GPUS, 0) > 0;
    if (executorsHaveGpus && !everyTaskHasOne) {
      return new Placement(Optional.of(tasks(gpu)));
    }
    return new Placement(Optional.empty());
  }

  /** Lets an RDD be computed where the networks are to run. */
  public <T> JavaRDD<T> place(JavaRDD<T> rows) {
    return profile.isPresent() ? rows.withResources(profile.get()) : rows;
  }

  /** Executors of their own, with GPUs: for dynamic allocation. */
  private static ResourceProfile executors(SparkConf conf, GpuSettings gpu) {
    ExecutorResourceRequests executor =
        new ExecutorResourceRequests()
            .cores(conf.getInt("spark.executor.cores", 1))
            .memory(conf.get("spark.executor.memory", "1g"))
            .resource(GPU, gpu.perExecutor(), gpu.discoveryScript(), gpu.vendor());
    return new ResourceProfileBuilder().require(executor).require(request(gpu)).build();
  }

  /** The executors that there are, tasks with a GPU: for static allocation. */
  private static ResourceProfile tasks(GpuSettings gpu) {
    return new ResourceProfileBuilder().require(request(gpu)).build();
  }

  private static TaskResourceRequests request(GpuSettings gpu) {
    return new TaskResourceRequests().cpus(1).resource(GPU, 1.0 / gpu.tasksPerGpu());
  }

  /**
   * Refuses a run that demands GPUs where Spark cannot give any, before any work.
   *
   * @throws UserException if there is none
   */
  public static void requireGpus(SparkConf conf, DeviceChoice device, GpuSettings gpu) {
    if (device != DeviceChoice.GPU) {
      return;
    }
    if (SparkSessions.isLocal(conf)) {
      Networks.device("cuda", OptionalInt.empty());
      return;
    }
    boolean given = conf.getInt(EXECUTOR_GPUS, 0) > 0;
    boolean asked = conf.getBoolean(DYNAMIC, false) && gpu.perExecutor() > 0;
    if (!given && !asked) {
      throw new UserException(
          "isonomy.bundle.device is gpu, but Spark was given none: set "
              + EXECUTOR_GPUS
              + ", or spark.dynamicAllocation.enabled and isonomy.gpu.per-executor, or let"
              + " isonomy.bundle.device be auto");
    }
  }
}
