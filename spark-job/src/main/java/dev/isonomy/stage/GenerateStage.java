package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Splits;
import dev.isonomy.udf.GenerationMetrics;
import dev.isonomy.udf.GeneratorSettings;
import dev.isonomy.udf.ImageRows;
import dev.isonomy.udf.UnitFunction;
import dev.isonomy.udf.UnitInputs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Generates the data set as the plan says it, in waves of units, one Spark job each. What is there
 * already is read from the data set itself, and only the other units are made.
 */
final class GenerateStage {
  /** A second pass is needed only if somebody took units away meanwhile, such as a dying driver. */
  private static final int PASSES = 3;

  private final RunContext run;
  private final GenerationPlan plan;
  private final Dataset dataset;
  private final GenerationMetrics metrics;

  private GenerateStage(RunContext run) {
    this.run = run;
    this.plan = Artifacts.plan(run);
    this.dataset = dataset(run);
    this.metrics = GenerationMetrics.register(run.sparkContext().sc(), run.space().cellNames());
  }

  static Dataset dataset(RunContext run) {
    return new Dataset(
        run.spark(),
        run.directory().path(Stage.GENERATE.artifact()),
        ImageRows.schema(run.space()));
  }

  static void run(RunContext run) {
    new GenerateStage(run).generate();
  }

  private void generate() {
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
                  run.directory().shown(Stage.GENERATE.artifact())));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (committed.images() > before) {
      GenerationLog log = GenerationLog.read(run.directory());
      log.plus(committed.images() - before, seconds, metrics).write(run.directory());
    }
    DatasetPapers.write(run, plan, committed);
  }

  private CommittedUnits committed() {
    CommittedUnits committed = dataset.committed(UnitCheck.of(plan));
    UnitCheck.requireWhole(committed, run.directory().shown(Stage.GENERATE.artifact()));
    return committed;
  }

  private boolean lacksUnits(CommittedUnits committed) {
    return committed.count() < plan.layout().unitCount();
  }

  // Of all draws: those that a call was filled up with are accepted as often, and not all kept.
  private String acceptance() {
    long draws = metrics.draws();
    return draws == 0
        ? ""
        : "%d%% accepted".formatted(Math.round(100.0 * (draws - metrics.rejected()) / draws));
  }

  private void makeMissing(CommittedUnits committed) {
    FlatMapFunction<Iterator<Long>, Row> function = function();
    Placement placement = Placement.of(run);
    long bytesPerImage = Math.max(1, run.bundle().manifest().image().size() / 2);
    for (Splits.Split split : plan.splits()) {
      PrimitiveIterator.OfLong missing =
          LongStream.range(split.first(), split.first() + split.units())
              .filter(id -> !committed.contains(id))
              .iterator();
      while (missing.hasNext()) {
        int wave = Waves.units(run, run.config().generate().unitsPerWave());
        List<Long> units = new ArrayList<>(wave);
        while (units.size() < wave && missing.hasNext()) {
          units.add(missing.next());
        }
        JavaRDD<Row> rows =
            placement.place(
                run.sparkContext().parallelize(units, units.size()).mapPartitions(function));
        dataset.append(units, rows, split.name(), bytesPerImage);
      }
    }
  }

  private FlatMapFunction<Iterator<Long>, Row> function() {
    MixtureLatents latents = Artifacts.latents(run.directory());
    if (latents.componentCount() != plan.drawing().componentCount()) {
      throw new UserException(
          "%s: componentCount must be %d, as many as the mixture has, but was %d"
              .formatted(
                  run.directory().shown(Stage.PLAN.artifact()),
                  latents.componentCount(),
                  plan.drawing().componentCount()));
    }
    // The association only tells of the images what was known of their components.
    CellAssociation association = Artifacts.association(run.directory());
    Broadcast<UnitInputs> inputs =
        run.sparkContext().broadcast(new UnitInputs(plan, latents, association.p()));
    GeneratorSettings generator = Settings.generator(run, run.config().generate().batchSize());
    return new UnitFunction(generator, inputs, metrics);
  }

  /**
   * What generation took, over all attempts that came to their end.
   *
   * @param images made in them
   * @param seconds of wall-clock time
   * @param draws drawn, those included that turned out not to be needed
   */
  record GenerationLog(long images, double seconds, long draws) {
    static GenerationLog read(RunDirectory directory) {
      return directory.exists(Artifacts.GENERATION)
          ? new Gson().fromJson(directory.read(Artifacts.GENERATION), GenerationLog.class)
          : new GenerationLog(0, 0, 0);
    }

    GenerationLog plus(long moreImages, double moreSeconds, GenerationMetrics metrics) {
      return new GenerationLog(images + moreImages, seconds + moreSeconds, draws + metrics.draws());
    }

    void write(RunDirectory directory) {
      directory.write(Artifacts.GENERATION, new Gson().toJson(this));
    }
  }
}
