package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.source.ConfiguredSource;
import dev.isonomy.source.SourceImages;
import dev.isonomy.spark.RowCache;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.EncodeFunction;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.DamagedTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Images to latents and labels, one row each: {@code latents/}. */
final class EncodeStage extends RunStage {
  /** Where unreadable images are listed with a reason. */
  static final String REJECTED = "latents-rejected";

  private static final int SLICES_PER_FILE = 8;

  EncodeStage() {
    super(Artifacts.LATENTS, "Encodes images: latents and labels, one row each.");
  }

  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) {
    SourceSettings source = config.source();
    keys.put("bundle.noisy-timestep", config.bundle().noisyTimestep());
    keys.put("bundle.micro-batch", config.bundle().microBatch());
    keys.put("run.seed", config.run().seed());
    keys.put("source.kind", source.kind());
    if (source.kind().drawn()) {
      keys.put("source.natural", source.natural());
      keys.put("source.support-per-cell", source.supportPerCell());
    } else {
      keys.put("source.path", source.path());
      keys.put("source.image-column", source.imageColumn());
      keys.put("source.labels", source.labels());
      keys.put("source.class-numbers", source.classNumbers());
      keys.put("source.labelled-rows", source.labelledRows());
      keys.put("source.max-rejected-share", source.maxRejectedShare());
    }
  }

  /** Opens the source and reads its labels, without its images. */
  @Override
  public void check(RunContext run) {
    try {
      source(run).notes().forEach(each -> run.console().note("note      " + each));
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.source.path", run.config().source().path());
    }
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    try {
      return Map.of(Ledger.ROWS, encode(run));
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.source.path", run.config().source().path());
    }
  }

  /** Encodes; returns the number of latents. */
  private static long encode(RunContext run) {
    ConfiguredSource source = source(run);
    SourceSettings settings = run.config().source();
    JavaRDD<SourceImage> images = source.images();
    long bad = 0;
    if (!settings.kind().drawn()) {
      bad = reject(run, images, source.count(), settings.maxRejectedShare());
    }
    LiveCounter encoded = LiveCounter.register(run.sparkContext().sc(), "isonomy.encoded");
    AttributeSpace space = run.space();
    String role = settings.labelledRowsAreNatural() ? Latents.NATURAL : Latents.SUPPORT;
    GeneratorSettings generator = ModelSettings.generator(run, settings.batchSize());
    JavaRDD<Row> rows =
        images
            .filter(SourceImage::readable)
            .mapPartitions(
                new EncodeFunction<>(generator, SourceImages.ACCESS, run.config().run().seed()))
            .map(
                each -> {
                  encoded.add(1);
                  return Latents.row(
                      space, each.item().id(), each.latent(), each.item().cell(), role);
                });
    try (Progress progress =
        Progress.start(run.console(), "encode", "images", source.count(), encoded::value)) {
      run.spark()
          .createDataFrame(Placement.of(run).place(rows), Latents.schema(space))
          .coalesce(Math.max(run.parallelism(), images.getNumPartitions() / SLICES_PER_FILE))
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(run.directory().uri(Artifacts.LATENTS.name()));
    }
    long expected = source.count() - bad;
    LatentCount found = LatentCount.of(run);
    found.requireAll(expected, run.directory().shown(Artifacts.LATENTS.name()));
    return expected;
  }

  private static ConfiguredSource source(RunContext run) {
    return ConfiguredSource.of(
        run.spark(),
        run.config().source(),
        run.space(),
        run.bundle().manifest().pixels(),
        run.config().run().seed());
  }

  private static long reject(
      RunContext run, JavaRDD<SourceImage> images, long count, double mostShare) {
    JavaRDD<Row> rejected =
        images
            .filter(image -> !image.readable())
            .map(image -> RowFactory.create(image.id(), image.rejection()))
            .cache();
    long bad = rejected.count();
    if (bad > 0) {
      StructType schema =
          new StructType().add("id", DataTypes.StringType).add("reason", DataTypes.StringType);
      run.spark()
          .createDataFrame(rejected, schema)
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(run.directory().uri(REJECTED));
      List<Row> first = rejected.take(1);
      if (bad > mostShare * count) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "%,d of %,d images cannot be read, first %s (%s); mend them or raise isonomy.source.max-rejected-share, now %s; all are listed in %s",
                bad,
                count,
                first.get(0).getString(0),
                first.get(0).getString(1),
                mostShare,
                run.directory().shown(REJECTED)));
      }
      run.console()
          .note(
              String.format(
                  Locale.ROOT,
                  "%,d unreadable images left out, see %s",
                  bad,
                  run.directory().shown(REJECTED)));
    }
    RowCache.release(rejected);
    return bad;
  }
}
