package dev.isonomy.bench;

import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The same loop in Python, where a Python with torch and Pillow is installed. */
final class PythonLoop {
  private static final String SCRIPT = "bench/src/main/python/throughput.py";

  /** What deploy/local/isonomy sets for the JVM; a plain loop runs as it is started by hand. */
  private static final String LAUNCHERS_TUNABLES = System.getProperty("isonomy.tunables", "");

  private final String python;
  private final Path bundle;
  private final List<String> launcher;

  private PythonLoop(String python, Path bundle, List<String> launcher) {
    this.python = python;
    this.bundle = bundle;
    this.launcher = launcher;
  }

  /** This loop on a core of its own. */
  PythonLoop on(int core) {
    return new PythonLoop(python, bundle, Pinned.to(core));
  }

  /** The loop over a bundle's files. */
  static PythonLoop over(ModelBundle bundle) {
    String python = System.getenv().getOrDefault("ISONOMY_PYTHON", "python3");
    try {
      Path copy = Results.directory().resolve("bundle");
      Files.createDirectories(copy);
      BundleVerifier.copy(bundle, copy); // which leaves out the manifest
      Files.write(copy.resolve(ModelBundle.MANIFEST), bundle.files().manifest());
      return new PythonLoop(python, copy, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a Python with torch and Pillow. */
  boolean available() {
    try {
      return new ProcessBuilder(python, "-c", "import torch, PIL")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Images per second of all processes together; empty if the script failed.
   *
   * @param more further options of the script
   */
  OptionalDouble imagesPerSecond(
      int processes, int batch, int steps, double seconds, String... more) {
    List<String> command = new ArrayList<>(launcher);
    command.add(python);
    command.add(Results.root().resolve(SCRIPT).toString());
    command.add(bundle.toString());
    command.add("--processes=" + processes);
    command.add("--batch=" + batch);
    command.add("--steps=" + steps);
    command.add("--seconds=" + seconds);
    command.addAll(List.of(more));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().remove("GLIBC_TUNABLES", LAUNCHERS_TUNABLES);
      Process process = builder.start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0
          ? OptionalDouble.of(Double.parseDouble(answer))
          : OptionalDouble.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
