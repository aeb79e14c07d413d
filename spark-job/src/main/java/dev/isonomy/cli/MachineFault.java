package dev.isonomy.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A limit of the machine behind an error, wherever it was met: the exceptions of executors come as
 * text inside those of the driver.
 *
 * @param cause what happened, in one line
 * @param remedy what to do before the next attempt, empty if the cause says it all
 */
record MachineFault(String cause, String remedy) {
  private static final long MIB = 1 << 20;
  private static final long FULL = 16 * MIB;
  private static final String NO_SPACE = "No space left on device";

  /** Finds the limit, if there is one. */
  static Optional<MachineFault> behind(Throwable error, String... arguments) {
    String said = said(error);
    if (said.contains(NO_SPACE) || said.contains("Disk quota exceeded")) {
      String what = said.contains(NO_SPACE) ? NO_SPACE : "Disk quota exceeded";
      return Optional.of(new MachineFault(what + full(arguments), "free some space"));
    }
    if (said.contains("Too many open files")) {
      return Optional.of(new MachineFault("Too many open files", "raise ulimit -n"));
    }
    if (said.contains("unable to create native thread")) {
      return Optional.of(
          new MachineFault("no more threads can be started", "raise ulimit -u, or the pids limit"));
    }
    if (said.contains("failed to map segment from shared object")) {
      return Optional.of(
          new MachineFault(
              "a native library cannot be loaded: its directory forbids executing (noexec)",
              "set -Djava.io.tmpdir and DJL_CACHE_DIR to others"));
    }
    return said.contains("java.lang.OutOfMemoryError")
        ? Optional.of(memory(said))
        : Optional.empty();
  }

  private static MachineFault memory(String said) {
    String kind = said.replaceFirst("(?s).*?java\\.lang\\.OutOfMemoryError:? ?", "");
    boolean direct = kind.startsWith("Direct buffer") || kind.startsWith("Cannot reserve");
    long mib = Runtime.getRuntime().maxMemory() / MIB;
    if (Machine.isLaunched()) {
      return new MachineFault(
          "OutOfMemoryError: %s of %d MiB is full"
              .formatted(direct ? "memory for buffers" : "the heap", mib),
          "set ISONOMY_HEAP to more, or isonomy.spark.master to fewer cores than local[*]");
    }
    return new MachineFault(
        "OutOfMemoryError: %s is full".formatted(direct ? "memory for buffers" : "a heap"),
        "raise spark.executor.memory, or spark.driver.memory (now %d MiB)".formatted(mib));
  }

  private static String said(Throwable error) {
    StringBuilder said = new StringBuilder();
    int depth = 0;
    for (Throwable each = error; each != null && depth < 50; each = each.getCause(), depth++) {
      said.append(each).append('\n');
    }
    return said.toString();
  }

  /** The places this process writes to that have no room left. */
  private static String full(String... arguments) {
    List<String> places = new ArrayList<>(List.of("", System.getProperty("java.io.tmpdir")));
    for (String argument : arguments) {
      places.add(argument.substring(argument.lastIndexOf('=') + 1));
    }
    String names =
        places.stream()
            .flatMap(place -> fullAt(place).stream())
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " (" + names + ")";
  }

  private static Optional<String> fullAt(String place) {
    try {
      Path there = Path.of(place.replaceFirst("^file:(//)?", "")).toAbsolutePath();
      Path shown = there;
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      FileStore store = Files.getFileStore(there);
      return store.getUsableSpace() < FULL && !store.isReadOnly()
          ? Optional.of(shown.toString())
          : Optional.empty();
    } catch (IOException | InvalidPathException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
