package dev.isonomy.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps a process to one core: collector and compiler threads, too, would otherwise make use of its
 * neighbour's, and it would look faster than it is with one.
 */
final class Pinned {
  private static final Path TASKSET = Path.of("/usr/bin/taskset"); // of Linux

  private Pinned() {}

  static boolean possible() {
    return Files.isExecutable(TASKSET);
  }

  /** What the command of a process is given to; nothing where that is not possible. */
  static List<String> to(int core) {
    return possible() ? List.of(TASKSET.toString(), "-c", String.valueOf(core)) : List.of();
  }
}
