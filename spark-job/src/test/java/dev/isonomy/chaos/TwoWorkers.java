package dev.isonomy.chaos;

import dev.isonomy.cluster.LocalCluster;
import dev.isonomy.stage.JobProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A cluster of two workers, each with two fake GPUs, whose processes can be killed. */
final class TwoWorkers implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final List<String> LEAN =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final LocalCluster cluster;

  private TwoWorkers(LocalCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Starts a cluster.
   *
   * @param directory for its files
   * @param environment of executors, beside the usual
   */
  static TwoWorkers start(Path directory, Map<String, String> environment) throws IOException {
    List<Path> jars = entries().stream().map(Path::of).filter(Files::isRegularFile).toList();
    List<String> options = new ArrayList<>(LEAN);
    options.addAll(JobProcess.opens());
    options.add("-Dspark.worker.resource.gpu.amount=2");
    options.add("-Dspark.worker.resource.gpu.discoveryScript=" + discoveryScript(directory));
    options.add("-Dspark.worker.cleanup.enabled=false");
    LocalCluster.Worker worker = new LocalCluster.Worker(1, options);
    return new TwoWorkers(
        LocalCluster.start(directory, jars, Collections.nCopies(WORKERS, worker), environment));
  }

  /** Spark properties that lead a job here. */
  Map<String, String> sparkProperties() {
    return Map.of(
        "spark.master", cluster.master(),
        "spark.executor.cores", "1",
        "spark.executor.memory", "512m",
        "spark.executor.resource.gpu.amount", "1",
        "spark.task.resource.gpu.amount", "1",
        "spark.executor.extraClassPath", String.join(File.pathSeparator, folders()),
        "spark.executor.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dai.djl.offline=true"
                + " -Dai.djl.pytorch.num_threads=1",
        "spark.cores.max", "2",
        "spark.driver.host", "127.0.0.1",
        "spark.ui.enabled", "false");
  }

  /** Kills an executor with SIGKILL; false if there is none now. */
  boolean killExecutor(RandomGenerator random) {
    List<ProcessHandle> executors =
        cluster.workers().stream()
            .flatMap(ProcessHandle::children)
            .filter(TwoWorkers::isExecutor)
            .toList();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend");
  }

  /** Kills a worker with SIGKILL and starts another in its place. */
  void killWorker(RandomGenerator random) {
    cluster.replaceWorker(random.nextInt(WORKERS));
  }

  private static List<String> folders() {
    return entries().stream().filter(entry -> Files.isDirectory(Path.of(entry))).toList();
  }

  private static List<String> entries() {
    return List.of(JobProcess.classPath().split(File.pathSeparator, -1));
  }

  private static Path discoveryScript(Path directory) throws IOException {
    Path script = Files.createDirectories(directory).resolve("gpus.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + script + " executable");
    }
    return script;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
