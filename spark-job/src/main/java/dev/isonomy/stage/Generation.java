package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.condition.Asked;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.Splits;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.spark.metrics.GenerationMetrics;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.UnitFunction;
import dev.isonomy.spark.task.UnitInputs;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Generates the data set as the plan says it, in waves of units, one Spark job each. What is there
 * already is read from the data set itself, and only the other units are made.
 */
public final class Generation {
  /** A second pass is needed only if somebody took units away meanwhile, such as a dying driver. */
  private static final int PASSES = 3;

  private final RunContext run;
  private final GenerationPlan plan;
  private final Dataset dataset;
  private final GenerationMetrics metrics;

  Generation(RunContext run) {
    this.run = run;
    this.plan = Artifacts.plan(run);
    this.dataset = Artifacts.dataset(run);
    this.metrics = GenerationMetrics.register(run.sparkContext().sc(), plan.space().cellNames());
  }

  void generate() {
    dataset.removeLeftovers();
    CommittedUnits committed = committed();
    long before = committed.images();
    long start = System.nanoTime();
    try (Progress progress =
        Progress.start(
            run.console(),
            "generate",
            "images",
            plan.images(),
            () -> before + metrics.kept(),
            this::acceptance)) {
      // A unit without any image, where shortfalls are only reported, leaves no trace.
      int passes = plan.mayFallShort() ? 1 : PASSES;
      for (int pass = 0; pass < passes && lacksUnits(committed); pass++) {
        makeMissing(committed);
        committed = committed();
      }
    }
    if (!plan.mayFallShort() && lacksUnits(committed)) {
      throw new IllegalStateException(
          "generation ended with %d of %d images: does another run write to %s?"
              .formatted(
                  committed.images(),
                  plan.images(),
                  run.directory().shown(Artifacts.DATASET.name())));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (committed.images() > before) {
      Log log = Log.read(run.directory());
      log.plus(committed.images() - before, seconds, metrics).write(run.directory());
    }
    DatasetDocuments.write(run, plan, committed);
  }

  private CommittedUnits committed() {
    CommittedUnits committed = dataset.committed(UnitCheck.of(plan));
    UnitCheck.requireWhole(committed, run.directory().shown(Artifacts.DATASET.name()));
    return committed;
  }

  private boolean lacksUnits(CommittedUnits committed) {
    return committed.count() < plan.layout().unitCount();
  }

  // Of all draws: those that a call was filled up with are accepted as often, and not all kept.
  private String acceptance() {
    long draws = metrics.draws();
    if (draws == 0) {
      return "";
    }
    String accepted = share(draws - metrics.rejected(), draws) + " accepted";
    return plan.abstainBelow() > 0
        ? accepted + ", " + share(metrics.abstained(), draws) + " abstained"
        : accepted;
  }

  private static String share(long part, long of) {
    return Math.round(100.0 * part / of) + "%";
  }

  private void makeMissing(CommittedUnits committed) {
    FlatMapFunction<Iterator<Long>, Row> function = function();
    Placement placement = Placement.of(run);
    long bytesPerImage = Math.max(1, run.bundle().manifest().pixels().bytes(1) / 2);
    Waves<Long> waves =
        new Waves<>(
            missing(committed),
            this::split,
            () -> Waves.units(run, run.config().generate().unitsPerWave()));
    while (waves.hasNext()) {
      Waves.Wave<Long> wave = waves.next();
      JavaRDD<Long> units = run.sparkContext().parallelize(wave.units(), wave.units().size());
      JavaRDD<Row> rows = placement.place(units.mapPartitions(function));
      dataset.append(wave.units(), rows, wave.split(), bytesPerImage);
    }
  }

  /** The units that are not there yet, split by split. */
  private Iterator<Long> missing(CommittedUnits committed) {
    return plan.splits().stream()
        .flatMapToLong(split -> LongStream.range(split.first(), split.first() + split.units()))
        .filter(id -> !committed.contains(id))
        .iterator();
  }

  private String split(long unit) {
    return plan.splits().stream()
        .filter(split -> split.has(unit))
        .map(Splits.Split::name)
        .findFirst()
        .orElseThrow();
  }

  private FlatMapFunction<Iterator<Long>, Row> function() {
    Optional<Rejection> rejection = plan.rejection();
    LatentSource source =
        rejection
            .map(each -> Rejections.source(run, each))
            .orElseGet(() -> Artifacts.latents(run.directory()));
    rejection.ifPresent(this::requirePhrasings);
    int prompts = Asked.isOfPairs(plan.space()) ? run.asked().prompts() : 1;
    int components = Math.multiplyExact(prompts, source.componentCount());
    if (components != plan.drawing().componentCount()) {
      throw new UserException(
          "%s: componentCount must be %d, as many as the mixture has%s, but was %d"
              .formatted(
                  run.directory().shown(Artifacts.PLAN.name()),
                  components,
                  prompts > 1 ? " for every prompt" : "",
                  plan.drawing().componentCount()));
    }
    // The association only tells of the images what was known of their components.
    Artifacts.Associated found = Artifacts.associated(run);
    double[][] purity =
        rejection
            .map(new Rejections(run, found)::purity)
            .orElseGet(() -> found.counts().association().purity());
    Broadcast<UnitInputs> inputs =
        run.sparkContext().broadcast(new UnitInputs(plan, source, purity));
    GeneratorSettings generator = ModelSettings.drawing(run, run.config().generate().batchSize());
    return new UnitFunction(generator, inputs, metrics);
  }

  /** Refuses a plan whose components are other texts than the run's phrasings. */
  private void requirePhrasings(Rejection rejection) {
    List<String> own = run.prompts().phrasings().stream().map(PromptTable.Prompt::text).toList();
    if (!rejection.phrasings().isEmpty() && !rejection.phrasings().equals(own)) {
      throw new UserException(
          "%s: phrasings must be the %d that isonomy.prompts.naming makes"
              .formatted(run.directory().shown(Artifacts.PLAN.name()), own.size()));
    }
  }

  /**
   * What generation took, over all attempts that came to their end.
   *
   * @param images made in them
   * @param seconds of wall-clock time
   * @param draws drawn, those included that turned out not to be needed
   * @param abstained those of them from which the labeler abstained
   */
  record Log(long images, double seconds, long draws, long abstained) {
    static Log read(RunDirectory directory) {
      return directory.exists(Artifacts.GENERATION)
          ? new Gson().fromJson(directory.read(Artifacts.GENERATION), Log.class)
          : new Log(0, 0, 0, 0);
    }

    Log plus(long moreImages, double moreSeconds, GenerationMetrics metrics) {
      return new Log(
          images + moreImages,
          seconds + moreSeconds,
          draws + metrics.draws(),
          abstained + metrics.abstained());
    }

    void write(RunDirectory directory) {
      directory.write(Artifacts.GENERATION, new Gson().toJson(this));
    }
  }
}
