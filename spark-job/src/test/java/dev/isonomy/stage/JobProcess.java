package dev.isonomy.stage;

import dev.isonomy.cluster.ThisJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of the job in a JVM of its own, as a user starts it: it can be killed. */
public final class JobProcess {
  private static final long LONGEST_SECONDS = 600;

  /** A job of seconds: what the second compiler takes would not come back. */
  private static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Process process;
  private final Path log;

  private JobProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static JobProcess start(Path log, List<String> arguments) throws IOException {
    return start(log, "dev.isonomy.cli.Isonomy", arguments);
  }

  /** Starts any main class with the tests' class path. */
  public static JobProcess start(Path log, String mainClass, List<String> arguments)
      throws IOException {
    return start(log, mainClass, Map.of(), BRIEF, arguments);
  }

  /**
   * Starts the job.
   *
   * @param log where its output goes
   * @param environment more variables
   * @param options more options of the JVM
   * @param arguments of the job
   */
  public static JobProcess start(
      Path log, Map<String, String> environment, List<String> options, List<String> arguments)
      throws IOException {
    return start(log, "dev.isonomy.cli.Isonomy", environment, options, arguments);
  }

  private static JobProcess start(
      Path log,
      String mainClass,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ThisJvm.java());
    command.add("-Xmx1g");
    command.addAll(opens());
    command.add("-Dai.djl.offline=true");
    command.add("-Dai.djl.pytorch.num_threads=1");
    command.addAll(options);
    command.add("-cp");
    command.add(classPath());
    command.add(mainClass);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new JobProcess(builder.start(), log);
  }

  /** What Spark needs of the JDK, as this JVM was given it. */
  public static List<String> opens() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-Dai.djl"))
        .toList();
  }

  /** The tests' class path; surefire hides it behind a jar. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Waits for the end; returns the exit status. */
  public int status() throws InterruptedException {
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the job did not end: " + output());
    }
    return process.exitValue();
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  /** Sends it a signal by name, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
  }

  /** SIGKILL: no shutdown hook runs. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** What it said so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }
}
