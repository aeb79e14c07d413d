package dev.isonomy.chaos;

import dev.isonomy.bench.ThisJvm;
import dev.isonomy.stage.JobProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A standalone cluster: a master and two workers, each with two fake GPUs, in JVMs of their own.
 */
final class TwoWorkers implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int TRIES = 1_200;
  private static final long TRY_MILLIS = 50;

  private final Path directory;
  private final Map<String, String> environment;
  private final int port;
  private final Process master;
  private final Process[] workers = new Process[WORKERS];

  private TwoWorkers(Path directory, Map<String, String> environment) throws Exception {
    this.directory = directory;
    this.environment = environment;
    this.port = freePort();
    linkJars();
    writeDiscoveryScript();
    this.master =
        java(
            "master",
            List.of(),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0"));
    await(port);
    for (int i = 0; i < WORKERS; i++) {
      workers[i] = worker(i);
    }
  }

  /**
   * Starts a cluster.
   *
   * @param directory for its files
   * @param environment of executors, beside the usual
   */
  static TwoWorkers start(Path directory, Map<String, String> environment) throws Exception {
    return new TwoWorkers(Files.createDirectories(directory), environment);
  }

  /** Spark properties that lead a job here. */
  Map<String, String> sparkProperties() {
    return Map.of(
        "spark.master", "spark://127.0.0.1:" + port,
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
    List<ProcessHandle> executors = new ArrayList<>();
    for (Process worker : workers) {
      worker.toHandle().children().filter(TwoWorkers::isExecutor).forEach(executors::add);
    }
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend");
  }

  /** Kills a worker with SIGKILL and starts another in its place, as a supervisor would. */
  void killWorker(RandomGenerator random) throws Exception {
    int victim = random.nextInt(WORKERS);
    workers[victim].destroyForcibly().waitFor();
    workers[victim] = worker(victim);
  }

  private Process worker(int number) throws IOException {
    return java(
        "worker-" + number,
        List.of(
            "-Dspark.worker.resource.gpu.amount=2",
            "-Dspark.worker.resource.gpu.discoveryScript=" + directory.resolve("gpus.sh"),
            "-Dspark.worker.cleanup.enabled=false"),
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "-c",
            "1",
            "-m",
            "600m",
            "-d",
            directory.resolve("work").toString(),
            "spark://127.0.0.1:" + port));
  }

  private Process java(String name, List<String> options, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ThisJvm.java());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(JobProcess.opens());
    command.addAll(options);
    command.addAll(List.of("-cp", directory.resolve("jars") + "/*", main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", directory.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  // SPARK_HOME/jars is what workers start executors with.
  private void linkJars() throws IOException {
    Path jars = Files.createDirectories(directory.resolve("jars"));
    for (String entry : entries()) {
      Path file = Path.of(entry);
      Path link = jars.resolve(file.getFileName().toString());
      if (Files.isRegularFile(file) && !Files.exists(link)) {
        Files.createSymbolicLink(link, file.toAbsolutePath());
      }
    }
  }

  private static List<String> folders() {
    return entries().stream().filter(entry -> Files.isDirectory(Path.of(entry))).toList();
  }

  private static List<String> entries() {
    return List.of(JobProcess.classPath().split(File.pathSeparator, -1));
  }

  private void writeDiscoveryScript() throws IOException {
    Path script = directory.resolve("gpus.sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + script + " executable");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void await(int port) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Optional<Socket> connected = connect(port);
      if (connected.isPresent()) {
        connected.get().close();
        return;
      }
      Thread.sleep(TRY_MILLIS);
    }
    throw new IllegalStateException("the master does not listen");
  }

  private static Optional<Socket> connect(int port) {
    try {
      return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    for (Process worker : workers) {
      if (worker != null) {
        worker.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        worker.destroyForcibly();
      }
    }
    master.destroyForcibly();
  }
}
