package dev.isonomy.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone Spark cluster on this machine, from the jars of a class path: a master and workers,
 * each a process.
 */
public final class LocalCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long LONGEST_MILLIS = 60_000;

  private final Path home;
  private final int port;
  private final List<Worker> workers;
  private final Map<String, String> environment;
  private final List<Process> running = new ArrayList<>();
  private Process master;

  private LocalCluster(Path home, int port, List<Worker> workers, Map<String, String> environment) {
    this.home = home;
    this.port = port;
    this.workers = List.copyOf(workers);
    this.environment = Map.copyOf(environment);
  }

  /**
   * A worker.
   *
   * @param cores that it offers
   * @param options of its JVM, such as {@code -Dspark.worker.resource.gpu.amount=2}
   * @param launcher what its command is given to, such as {@code taskset -c 0}
   */
  public record Worker(int cores, List<String> options, List<String> launcher) {
    /** A worker that runs wherever the system likes. */
    public Worker(int cores, List<String> options) {
      this(cores, options, List.of());
    }
  }

  /**
   * Starts a cluster.
   *
   * @param home a directory for its jars, logs and work
   * @param jars files of Spark and what it needs; others are left out
   */
  public static LocalCluster start(Path home, List<Path> jars, List<Worker> workers) {
    return start(home, jars, workers, Map.of());
  }

  /**
   * Starts a cluster.
   *
   * @param home a directory for its jars, logs and work
   * @param jars files of Spark and what it needs; others are left out
   * @param environment of its processes and of executors, beside this process's
   */
  public static LocalCluster start(
      Path home, List<Path> jars, List<Worker> workers, Map<String, String> environment) {
    try {
      link(jars, home.resolve("jars"));
      LocalCluster cluster = new LocalCluster(home, freePort(), workers, environment);
      cluster.startMaster();
      for (int i = 0; i < workers.size(); i++) {
        cluster.running.add(cluster.startWorker(i));
      }
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startMaster() throws IOException {
    master =
        launch(
            "master",
            List.of(),
            List.of(),
            "org.apache.spark.deploy.master.Master",
            "--port",
            String.valueOf(port));
    awaitMaster();
  }

  private Process startWorker(int number) throws IOException {
    Worker worker = workers.get(number);
    return launch(
        "worker-" + number,
        worker.launcher(),
        worker.options(),
        "org.apache.spark.deploy.worker.Worker",
        "--cores",
        String.valueOf(worker.cores()),
        "--memory",
        "2g",
        "--work-dir",
        home.resolve("work-" + number).toString(),
        master());
  }

  /** The processes of the workers; executors are their children. */
  public List<ProcessHandle> workers() {
    return running.stream().map(Process::toHandle).toList();
  }

  /**
   * Kills a worker with SIGKILL and starts another in its place, as a supervisor would.
   *
   * @param number the worker's place in the list that this cluster was started with
   */
  public void replaceWorker(int number) {
    try {
      running.get(number).destroyForcibly().onExit().join();
      running.set(number, startWorker(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The master's URL. */
  public String master() {
    return "spark://" + HOST + ":" + port;
  }

  /** Workers and executors find Spark in {@code SPARK_HOME/jars}. */
  private static void link(List<Path> jars, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Path jar : jars) {
      Path link = directory.resolve(jar.getFileName().toString());
      if (jar.toString().endsWith(".jar") && !Files.exists(link)) {
        Files.createSymbolicLink(link, jar.toAbsolutePath());
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Process launch(
      String name,
      List<String> launcher,
      List<String> options,
      String mainClass,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.add(ThisJvm.java());
    command.add("-Xmx512m");
    command.addAll(options);
    command.add("-cp");
    command.add(home.resolve("jars") + "/*");
    command.add(mainClass);
    command.add("--host");
    command.add(HOST);
    command.add("--webui-port");
    command.add(String.valueOf(freePort()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(Redirect.appendTo(home.resolve(name + ".log").toFile()));
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    return builder.start();
  }

  private void awaitMaster() {
    long end = System.currentTimeMillis() + LONGEST_MILLIS;
    while (System.currentTimeMillis() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IllegalStateException("Spark's master did not start; see " + home);
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends all processes and takes the links to jars away; logs and work stay. */
  @Override
  public void close() {
    List<Process> all = new ArrayList<>(running);
    all.add(master);
    for (Process process : all) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    all.forEach(process -> process.onExit().join());
    unlink(home.resolve("jars"));
  }

  private static void unlink(Path directory) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(directory)) {
      for (Path link : links) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
