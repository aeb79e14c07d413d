package dev.isonomy.cluster;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands for further JVMs with this one's options and class path. */
public final class ThisJvm {
  private static final String TERMINAL = "-Disonomy.terminal=";

  private ThisJvm() {}

  /** The program that started this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * A command without its arguments.
   *
   * @param launcher what it is given to, such as {@code taskset -c 0}
   * @param terminal whether there is somebody to draw a progress bar for
   */
  public static List<String> command(List<String> launcher, boolean terminal, String mainClass) {
    List<String> command = new ArrayList<>(launcher);
    command.add(java());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith(TERMINAL))
        .forEach(command::add);
    command.add(TERMINAL + terminal);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    return command;
  }
}
