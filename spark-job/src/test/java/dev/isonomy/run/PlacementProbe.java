package dev.isonomy.run;

import dev.isonomy.config.DeviceChoice;
import dev.isonomy.config.GpuSettings;
import dev.isonomy.diffusion.Samplers;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.TaskModules;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Runs a stage that fits and a stage that generates on a cluster, first with dynamic, then with
 * static allocation, and prints where their tasks ran: allocation, stage, executor, the GPU that
 * Spark assigned, and, for generation, what became of opening the model there.
 */
public final class PlacementProbe {
  private static final int TASKS = 4;
  private static final String MODEL = "portraits";

  private PlacementProbe() {}

  /** Takes the master and the class path of executors. */
  public static void main(String[] arguments) {
    SparkConf dynamic =
        conf(arguments)
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .set("spark.dynamicAllocation.executorIdleTimeout", "2s")
            .set("spark.dynamicAllocation.initialExecutors", "1");
    probe("dynamic", dynamic, new GpuSettings(1, 1, "", "nvidia.com"));
    SparkConf fixed =
        conf(arguments)
            .set("spark.cores.max", "1")
            .set("spark.executor.resource.gpu.amount", "1")
            .set("spark.task.resource.gpu.amount", "0");
    probe("static", fixed, new GpuSettings(0, 1, "", "nvidia.com"));
  }

  private static SparkConf conf(String[] arguments) {
    return new SparkConf()
        .setMaster(arguments[0])
        .setAppName("placement")
        .set("spark.executor.extraClassPath", arguments[1])
        .set("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .set("spark.executor.cores", "1")
        .set("spark.executor.memory", "512m")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.ui.enabled", "false");
  }

  private static void probe(String name, SparkConf conf, GpuSettings gpu) {
    String model = ModelBundle.open(MODEL).fingerprint();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Placement placement = Placement.of(spark.getConf(), DeviceChoice.GPU, gpu);
      JavaRDD<Integer> items = spark.parallelize(List.of(1, 2, 3, 4), TASKS);
      print(name + " fit", items.map(item -> place()).collect());
      Function<Integer, String> generate = item -> place() + " " + opened(model);
      print(name + " generate", placement.place(items.map(generate)).collect());
    }
  }

  private static String place() {
    OptionalInt gpu = TaskModules.gpuOfTask();
    String assigned = gpu.isPresent() ? String.valueOf(gpu.getAsInt()) : "none";
    return SparkEnv.get().executorId() + " " + assigned;
  }

  /** Opens the model as the job does: it must ask the engine for the GPU that Spark assigned. */
  private static String opened(String model) {
    GeneratorSettings settings =
        new GeneratorSettings(
            new BundleSource(MODEL, model),
            "cuda",
            ModuleOptions.DEFAULT,
            SamplingSettings.of(Samplers.of("ddim", 0), 1, Spacings.of("trailing")),
            1);
    try {
      TaskModules.open(settings);
      return "opened";
    } catch (UserException e) {
      return e.getMessage();
    }
  }

  private static void print(String name, List<String> places) {
    places.forEach(place -> System.out.println("probe " + name + " " + place));
  }
}
