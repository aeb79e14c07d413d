package dev.isonomy.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.config.ConfigLayers;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import dev.isonomy.run.Console;
import dev.isonomy.stage.Job;
import dev.isonomy.stage.Stage;
import dev.isonomy.stage.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A small run of the embedded model whose stages up to the plan are made once, so that generation
 * can be measured alone, again and again.
 *
 * @param directory the run's directory
 * @param settings the configuration, as {@code --set} takes it
 */
record PreparedRun(Path directory, List<String> settings) {
  private static final String GENERATION = "stages/generation.json";

  /** Fewer would leave cores without work at the end for a good part of so short a job. */
  private static final int UNITS_PER_CORE = 8;

  /**
   * What a generation took.
   *
   * @param images kept
   * @param seconds of wall-clock time, Spark's start not included
   * @param draws made
   */
  record Generation(long images, double seconds, long draws) {}

  /**
   * The run of the embedded model as it is now, its stages up to the association made unless they
   * are there.
   */
  static PreparedRun make() {
    String model = DefaultModels.generator().fingerprint();
    PreparedRun run =
        new PreparedRun(
            Results.directory().resolve("run-" + model.substring(0, 12)),
            List.of(
                "isonomy.source.natural=600",
                "isonomy.source.support-per-cell=20",
                "isonomy.associate.pilot-per-cell=4",
                "isonomy.generate.sampler=dpm-solver++",
                "isonomy.generate.steps=" + GenerateBench.STEPS));
    run.run(run.directory, List.of(Stages.ENCODE, Stages.FIT, Stages.ASSOCIATE));
    return run;
  }

  /** Images of a unit such that every core has the same number of units. */
  static int unitSize(int images, int cores) {
    return Math.max(1, images / (UNITS_PER_CORE * cores));
  }

  /** A fresh copy in which a data set of some size is planned and nothing is generated. */
  PreparedRun planned(int images, int unitSize, List<String> more) {
    List<String> all = new ArrayList<>(settings);
    all.add("isonomy.plan.images=" + images);
    all.add("isonomy.plan.unit-size=" + unitSize);
    all.addAll(more);
    PreparedRun copy =
        new PreparedRun(directory.resolveSibling("run-of-" + images + "-by-" + unitSize), all);
    delete(copy.directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.directory.resolve(directory.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    copy.run(copy.directory, List.of(Stages.PLAN));
    return copy;
  }

  /** Generates the planned data set. */
  Generation generate() {
    run(directory, List.of(Stages.GENERATE));
    return generation(directory);
  }

  /** What the generation of a run took. */
  private static Generation generation(Path directory) {
    JsonObject json = JsonParser.parseString(read(directory, GENERATION)).getAsJsonObject();
    return new Generation(
        json.get("images").getAsLong(),
        json.get("seconds").getAsDouble(),
        json.get("draws").getAsLong());
  }

  /** The run's mixture. */
  GaussianMixture mixture() {
    try (InputStream in =
        Files.newInputStream(directory.resolve("mixture/model").resolve(MixtureArchive.FILE))) {
      return MixtureArchive.read(in).mixture();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of one of the run's files. */
  String read(String name) {
    return read(directory, name);
  }

  private static String read(Path directory, String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Arguments of a command line for this run. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    arguments.add("--set");
    arguments.add("isonomy.run.dir=" + directory);
    return arguments;
  }

  private void run(Path in, List<Stage> stages) {
    List<String> all = new ArrayList<>(settings);
    all.add("isonomy.run.dir=" + in);
    IsonomyConfig config = IsonomyConfig.load(new ConfigLayers(all, "", "", Map.of()));
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    new Job(config, new Console(quiet, quiet, false)).run(stages);
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
