package dev.isonomy.stage;

import dev.isonomy.audit.page.LiftPage;
import dev.isonomy.config.LiftSettings;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.spark.LiteralPaths;
import dev.isonomy.table.DamagedTable;
import dev.isonomy.table.StoredImages;
import dev.isonomy.table.Table;
import dev.isonomy.udf.BundleSource;
import dev.isonomy.udf.GeneratorSettings;
import dev.isonomy.udf.LifterSettings;
import dev.isonomy.udf.LiveCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Lifts pictures in waves of units, one Spark job each: the units that the data set of assets
 * already has are not made again.
 */
final class LiftStage {
  // An asset of 1,024 Gaussians as .ply, its preview and its turntable.
  private static final long BYTES_PER_ASSET = 100_000;

  private final RunContext run;
  private final LiftSettings settings;
  private final LiftBundle lifter;
  private final BundleSource source;
  private final String shown;
  private final org.apache.spark.sql.Dataset<Row> table;
  private final StoredImages images;
  private final PictureTable pictures;
  private final Dataset assets;

  /**
   * Opens the pictures' table and counts it; nothing is written yet.
   *
   * @throws UserException if there is none, it lacks a column, is damaged or empty
   */
  LiftStage(RunContext run, LiftBundle lifter, BundleSource source) {
    this.run = run;
    this.settings = run.config().lift();
    this.lifter = lifter;
    this.source = source;
    if (settings.path().isEmpty()) {
      shown = run.directory().shown(Stage.GENERATE.artifact());
      table = GenerateStage.dataset(run).rows();
      images = StoredImages.of(run.spark(), run.directory().uri(Stage.GENERATE.artifact()));
    } else {
      shown = settings.path();
      Table foreign = Table.open(run.spark(), "isonomy.lift.path", shown);
      LiftSchema.columns(settings).filter(foreign.columns()::contains).forEach(foreign::require);
      foreign.notes().forEach(each -> run.console().note("note      " + each));
      table = foreign.rows();
      images = foreign.images();
    }
    LiftSchema.require(table.schema(), settings, shown);
    pictures = counted();
    assets =
        new Dataset(
            run.spark(), run.directory().path(LiftJob.ARTIFACT), LiftSchema.of(table.schema()));
  }

  private PictureTable counted() {
    try {
      PictureTable counted = PictureTable.of(table, settings.unitSize());
      if (counted.pictures() == 0) {
        throw new UserException(shown + " holds no pictures");
      }
      return counted;
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.lift.path", shown);
    }
  }

  /** Makes the assets that are missing, and the report on all of them. */
  LiftJob.Lifted run() {
    try {
      return lift();
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.lift.path", shown);
    }
  }

  private LiftJob.Lifted lift() {
    assets.removeLeftovers();
    List<PictureTable.Unit> missing = missing();
    long toMake = missing.stream().mapToLong(PictureTable.Unit::size).sum();
    long before = pictures.pictures() - toMake;
    LiveCounter made = LiveCounter.register(run.sparkContext().sc(), "isonomy.lifted");
    long start = System.nanoTime();
    try (Progress progress =
        Progress.start(
            run.console(),
            LiftJob.STEP,
            "assets",
            pictures.pictures(),
            () -> before + made.value())) {
      make(missing, made);
    }
    if (!missing().isEmpty()) {
      throw new IllegalStateException(
          "%,d of %,d units of %s are missing after all were made: something else wrote to it"
              .formatted(
                  missing().size(),
                  pictures.units().size(),
                  run.directory().shown(LiftJob.ARTIFACT)));
    }
    LiftJob.Lifted lifted = new LiftJob.Lifted(toMake, (System.nanoTime() - start) / 1e9);
    report(lifted);
    return lifted;
  }

  /** The units that are not there yet; a file holds a whole unit or does not exist. */
  private List<PictureTable.Unit> missing() {
    Map<Long, Long> there = committed();
    List<PictureTable.Unit> missing = new ArrayList<>();
    for (PictureTable.Unit unit : pictures.units()) {
      Long count = there.remove(unit.id());
      if (count == null) {
        missing.add(unit);
      } else if (count != unit.size()) {
        throw changed();
      }
    }
    if (!there.isEmpty()) {
      throw changed();
    }
    return missing;
  }

  private UserException changed() {
    return new UserException(
        "%s is not the table that %s was begun with: delete the assets, or choose another isonomy.run.dir"
            .formatted(shown, run.directory().shown(LiftJob.ARTIFACT)));
  }

  private Map<Long, Long> committed() {
    Map<Long, Long> units = new TreeMap<>();
    if (!assets.files().isEmpty()) {
      StructType column = new StructType().add(LiftSchema.UNIT, DataTypes.LongType);
      LiteralPaths.read(run.spark())
          .schema(column)
          .parquet(run.directory().uri(LiftJob.ARTIFACT + "/data"))
          .groupBy(LiftSchema.UNIT)
          .count()
          .collectAsList()
          .forEach(row -> units.put(row.getLong(0), row.getLong(1)));
    }
    return units;
  }

  private void make(List<PictureTable.Unit> missing, LiveCounter made) {
    LiftFunction function = new LiftFunction(plan(), made);
    Placement placement = Placement.of(run);
    int from = 0;
    while (from < missing.size()) {
      String split = missing.get(from).split();
      int most = Waves.units(run, 0);
      int to = from;
      while (to < missing.size() && to - from < most && missing.get(to).split().equals(split)) {
        to++;
      }
      List<PictureTable.Unit> wave = missing.subList(from, to);
      assets.append(
          wave.stream().map(PictureTable.Unit::id).toList(),
          placement.place(pictures.rows(wave).mapPartitions(function)),
          split,
          BYTES_PER_ASSET);
      from = to;
    }
  }

  private LiftFunction.Plan plan() {
    GeneratorSettings generator = Settings.generator(run, settings.batchSize());
    boolean judged =
        run.bundle().manifest().modules().containsKey(BundleModule.LABELER)
            && run.bundle().manifest().image().equals(lifter.manifest().image());
    return new LiftFunction.Plan(
        settings.imageColumn(),
        settings.maskColumn(),
        images,
        new LifterSettings(
            source,
            generator.device(),
            new ModuleOptions(settings.microBatch(), generator.options().timeout()),
            settings.format(),
            settings.views(),
            settings.batchSize()),
        judged ? generator : null,
        lifter.manifest().image(),
        LiftSchema.carried(table.schema()));
  }

  private void report(LiftJob.Lifted lifted) {
    LiftReport report = LiftReport.of(assets.rows(), settings, lifter, images);
    long all = pictures.pictures();
    if (report.rejected() > settings.maxRejectedShare() * all) {
      throw new UserException(
          "%d of %d pictures of %s cannot be lifted, more than isonomy.lift.max-rejected-share = %s"
                  .formatted(report.rejected(), all, shown, settings.maxRejectedShare())
              + " allows; the first: "
              + report.firstError());
    }
    run.directory().write("lift.json", report.json());
    run.directory().write("lift.html", LiftPage.render(report.page()));
    run.console()
        .say(
            String.format(
                Locale.ROOT,
                "%d assets in %s, %d of them made now (%.1f per second); %s",
                all - report.rejected(),
                run.directory().shown(LiftJob.ARTIFACT),
                lifted.assets(),
                lifted.perSecond(),
                report.summary()));
  }
}
