package dev.isonomy.stage.lift;

import dev.isonomy.audit.page.LiftPage;
import dev.isonomy.config.LiftSettings;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.PixelFormat;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.LiteralPaths;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.LiftFunction;
import dev.isonomy.spark.task.Lifted;
import dev.isonomy.spark.task.LifterSettings;
import dev.isonomy.stage.Artifacts;
import dev.isonomy.stage.Waves;
import dev.isonomy.table.DamagedTable;
import dev.isonomy.table.StoredImages;
import dev.isonomy.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Lifts images in waves of units, one Spark job each: the units that the data set of assets already
 * has are not made again.
 */
final class Lifting {
  // An asset of 1,024 Gaussians as .ply, its preview and its turntable.
  private static final long BYTES_PER_ASSET = 100_000;

  private final RunContext run;
  private final LiftSettings settings;
  private final LiftBundle lifter;
  private final BundleSource source;
  private final String shown;
  private final org.apache.spark.sql.Dataset<Row> table;
  private final StoredImages stored;
  private final ImageTable images;
  private final Dataset assets;

  /**
   * Opens the images' table and counts it; nothing is written yet.
   *
   * @throws UserException if there is none, it lacks a column, is damaged or empty
   */
  Lifting(RunContext run, LiftBundle lifter, BundleSource source) {
    this.run = run;
    this.settings = run.config().lift();
    this.lifter = lifter;
    this.source = source;
    if (settings.path().isEmpty()) {
      shown = run.directory().shown(Artifacts.DATASET.name());
      table = Artifacts.dataset(run).rows();
      stored = StoredImages.of(run.spark(), run.directory().uri(Artifacts.DATASET.name()));
    } else {
      shown = settings.path();
      Table foreign = Table.open(run.spark(), "isonomy.lift.path", shown);
      LiftSchema.columns(settings).filter(foreign.columns()::contains).forEach(foreign::require);
      foreign.notes().forEach(each -> run.console().note("note      " + each));
      table = foreign.rows();
      stored = foreign.images();
    }
    LiftSchema.require(table.schema(), settings, shown);
    images = counted();
    assets =
        new Dataset(
            run.spark(),
            run.directory().path(LiftStage.ASSETS.name()),
            LiftSchema.of(table.schema()));
  }

  private ImageTable counted() {
    try {
      ImageTable counted = ImageTable.of(table, settings.unitSize());
      if (counted.size() == 0) {
        throw new UserException(shown + " holds no images");
      }
      return counted;
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.lift.path", shown);
    }
  }

  /** Makes the assets that are missing, and the report on all of them. */
  Map<String, Long> run() {
    try {
      return lift();
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.lift.path", shown);
    }
  }

  private Map<String, Long> lift() {
    assets.removeLeftovers();
    List<ImageTable.Unit> missing = missing();
    long toMake = missing.stream().mapToLong(ImageTable.Unit::size).sum();
    long before = images.size() - toMake;
    LiveCounter made = LiveCounter.register(run.sparkContext().sc(), "isonomy.lifted");
    long start = System.nanoTime();
    try (Progress progress =
        Progress.start(
            run.console(),
            LiftStage.ASSETS.stage(),
            "assets",
            images.size(),
            () -> before + made.value())) {
      make(missing, made);
    }
    if (!missing().isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%,d of %,d units of %s are missing after all were made: something else wrote to it",
              missing().size(),
              images.units().size(),
              run.directory().shown(LiftStage.ASSETS.name())));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    report(toMake, seconds);
    return Map.of(
        Ledger.ROWS,
        images.size(),
        LiftStage.MADE,
        toMake,
        LiftStage.MILLISECONDS,
        Math.round(1e3 * seconds));
  }

  /** The units that are not there yet; a file holds a whole unit or does not exist. */
  private List<ImageTable.Unit> missing() {
    Map<Long, Long> there = committed();
    List<ImageTable.Unit> missing = new ArrayList<>();
    for (ImageTable.Unit unit : images.units()) {
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
            .formatted(shown, run.directory().shown(LiftStage.ASSETS.name())));
  }

  private Map<Long, Long> committed() {
    Map<Long, Long> units = new TreeMap<>();
    if (!assets.files().isEmpty()) {
      StructType column = new StructType().add(LiftSchema.UNIT, DataTypes.LongType);
      LiteralPaths.read(run.spark())
          .schema(column)
          .parquet(run.directory().uri(LiftStage.ASSETS.name() + "/data"))
          .groupBy(LiftSchema.UNIT)
          .count()
          .collectAsList()
          .forEach(row -> units.put(row.getLong(0), row.getLong(1)));
    }
    return units;
  }

  private void make(List<ImageTable.Unit> missing, LiveCounter made) {
    FlatMapFunction<Iterator<NumberedRow>, Lifted<NumberedRow>> function =
        new LiftFunction<>(
            lifterSettings(), judge(), new NumberedImages(settings, lifter, stored), made);
    AssetRows rows =
        new AssetRows(LiftSchema.carried(table.schema()), settings.format(), lifter.fingerprint());
    Placement placement = Placement.of(run);
    Waves<ImageTable.Unit> waves =
        new Waves<>(missing.iterator(), ImageTable.Unit::split, () -> Waves.units(run, 0));
    while (waves.hasNext()) {
      Waves.Wave<ImageTable.Unit> wave = waves.next();
      assets.append(
          wave.units().stream().map(ImageTable.Unit::id).toList(),
          placement.place(images.rows(wave.units()).mapPartitions(function).map(rows::row)),
          wave.split(),
          BYTES_PER_ASSET);
    }
  }

  /** The model whose labeler can look at images of the lifter's size, if it has one. */
  private Optional<GeneratorSettings> judge() {
    BundleManifest judge = run.bundle().manifest();
    boolean judged =
        run.bundle().labels()
            && judge.pixels().format() == PixelFormat.RGB
            && judge.image().equals(lifter.manifest().image());
    return judged
        ? Optional.of(ModelSettings.generator(run, settings.batchSize()))
        : Optional.empty();
  }

  private LifterSettings lifterSettings() {
    GeneratorSettings generator = ModelSettings.generator(run, settings.batchSize());
    return new LifterSettings(
        source,
        generator.device(),
        new ModuleOptions(settings.microBatch(), generator.options().timeout()),
        settings.format(),
        settings.views(),
        settings.batchSize());
  }

  private void report(long made, double seconds) {
    LiftReport report = LiftReport.of(assets.rows(), settings, lifter, stored);
    long all = images.size();
    if (report.rejected() > settings.maxRejectedShare() * all) {
      throw new UserException(
          "%d of %d images of %s cannot be lifted, more than isonomy.lift.max-rejected-share = %s"
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
                run.directory().shown(LiftStage.ASSETS.name()),
                made,
                made / Math.max(1e-3, seconds),
                report.summary()));
  }
}
