package dev.isonomy.bench;

import com.google.gson.JsonObject;
import dev.isonomy.cluster.ThisJvm;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModuleOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The job and the Python loop at the same time, each on a core of its own, which they exchange from
 * pair to pair: whatever a shared machine does meanwhile, it does to both. The JVM of the job is
 * warm; as everywhere, the job is measured at two sizes, whose difference is free of its start.
 */
@Command(
    name = "side-by-side",
    description = "Images per second of the job and of Python at the same time, a core each.",
    mixinStandardHelpOptions = true)
final class SideBySideBench implements Callable<Integer> {
  private static final String JOB = "job";
  private static final String WITH_START = "job with its start";
  private static final String PYTHON = "python";

  /** What the Python loop takes for its imports and first calls, while the job is measured. */
  private static final double HEAD_START = 20;

  @Option(names = "--pairs", description = "Pairs (default: 4).")
  private int pairs = 4;

  @Option(names = "--seconds", description = "Seconds of Python's loop (default: 45).")
  private double seconds = 45;

  private final Rounds measured = new Rounds("images/s", 2);

  @Override
  public Integer call() throws IOException {
    PythonLoop python = PythonLoop.over(DefaultModels.generator());
    require(
        Pinned.possible() && Runtime.getRuntime().availableProcessors() > 1,
        "side-by-side needs two cores, and taskset to keep processes to one");
    require(python.available(), "ISONOMY_PYTHON must name a Python with torch and Pillow");
    PreparedRun.make();
    for (int pair = 0; pair < pairs; pair++) {
      measure(pair % 2, python);
    }
    System.out.println(measured.table(PYTHON));
    JsonObject json = new JsonObject();
    json.addProperty(JOB, measured.median(JOB));
    json.addProperty(PYTHON, measured.median(PYTHON));
    json.addProperty("job_to_python", measured.ratio(JOB, PYTHON));
    json.addProperty("job_with_start_to_python", measured.ratio(WITH_START, PYTHON));
    Results.write("side-by-side", json);
    return 0;
  }

  private void measure(int core, PythonLoop python) throws IOException {
    List<String> command = ThisJvm.command(Pinned.to(core), false, Bench.class.getName());
    command.addAll(List.of("job-alone", "--seconds", String.valueOf(HEAD_START + seconds)));
    Process job =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(job.getInputStream(), StandardCharsets.UTF_8))) {
      require(SingleJobBench.WARM.equals(lines.readLine()), "the job beside Python failed");
      OptionalDouble pythons =
          python
              .on(1 - core)
              .imagesPerSecond(1, ModuleOptions.DEFAULT_MICRO_BATCH, GenerateBench.STEPS, seconds);
      String jobs = lines.readLine();
      require(jobs != null && pythons.isPresent(), "the job or the Python loop failed");
      measured.begin();
      String[] speeds = jobs.split(" ", -1);
      measured.add(JOB, Double.parseDouble(speeds[0]));
      measured.add(WITH_START, Double.parseDouble(speeds[1]));
      measured.add(PYTHON, pythons.getAsDouble());
    } finally {
      job.destroy();
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new UserException(otherwise);
    }
  }
}
