package dev.isonomy.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.mixture.GaussianMixture;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Scikit-learn's mixture in a process of its own, where a Python has it. */
final class ScikitLearn {
  private static final String SCRIPT = "bench/src/main/python/fit_bench.py";
  private static final List<String> THREAD_COUNTS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final String python = System.getenv().getOrDefault("ISONOMY_PYTHON", "python3");
  private final Path rows = Results.directory().resolve("rows.bin");
  private final Path start = Results.directory().resolve("start.bin");

  /** Whether there is a Python with scikit-learn. */
  boolean available() {
    try {
      return new ProcessBuilder(python, "-c", "import sklearn")
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

  /** Leaves rows where the script finds them: those of the data, and as many more as wanted. */
  void write(ClusteredRows data, int more) {
    writeDoubles(rows, data.rows(0, data.n() + more));
  }

  /**
   * Iterates from a start.
   *
   * @return seconds_per_iteration, cpu_seconds_per_iteration, log_likelihood; empty if the script
   *     failed
   */
  Optional<JsonObject> iterate(ClusteredRows data, GaussianMixture mixture, int iterations) {
    List<double[]> numbers = new ArrayList<>();
    numbers.add(mixture.weights());
    numbers.addAll(List.of(mixture.means()));
    numbers.addAll(List.of(mixture.covariance().parameters()));
    writeDoubles(start, numbers.iterator());
    return run(
        data,
        List.of(
            "iterate",
            "--covariance=" + mixture.covariance().type().id(),
            "--start=" + start,
            "--iterations=" + iterations));
  }

  /**
   * Fits from each of its initializations.
   *
   * @param heldOut how many of the rows that were written are not fitted
   * @param tolerance ends at a gain below this many nats per row
   * @return log_likelihood, held_out (that of the other rows) and ari of the initialization with
   *     the best likelihood; empty if the script failed
   */
  Optional<JsonObject> best(
      ClusteredRows data,
      int heldOut,
      List<String> initializations,
      int maxIterations,
      double tolerance) {
    return run(
        data,
        List.of(
            "best",
            "--held-out=" + heldOut,
            "--initializations=" + String.join(",", initializations),
            "--iterations=" + maxIterations,
            "--tolerance=" + tolerance));
  }

  private Optional<JsonObject> run(ClusteredRows data, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(Results.root().resolve(SCRIPT).toString());
    command.addAll(arguments);
    command.add("--rows=" + rows);
    command.add("--d=" + data.d());
    command.add("--k=" + data.k());
    command.add("--seed=" + data.seed());
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      for (String variable : THREAD_COUNTS) { // the launcher sets one per Spark task
        builder.environment().put(variable, Integer.toString(CORES));
      }
      Process process = builder.start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? Optional.of(JsonParser.parseString(answer).getAsJsonObject())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void writeDoubles(Path file, Iterator<double[]> rows) {
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
        while (rows.hasNext()) {
          double[] row = rows.next();
          ByteBuffer bytes = ByteBuffer.allocate(8 * row.length); // big-endian
          bytes.asDoubleBuffer().put(row);
          out.write(bytes.array());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
