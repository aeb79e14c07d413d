package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.source.ConfiguredSource;
import dev.isonomy.spark.RowCache;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.table.DamagedTable;
import dev.isonomy.udf.EncodeFunction;
import dev.isonomy.udf.GeneratorSettings;
import dev.isonomy.udf.LiveCounter;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Images to latents and labels, one row each: {@code latents/}. */
final class EncodeStage {
  /** Where unreadable images are listed with a reason. */
  static final String REJECTED = "latents-rejected";

  private static final int SLICES_PER_FILE = 8;

  private EncodeStage() {}

  /**
   * Opens the source and reads its labels, without its images.
   *
   * @throws UserException if it cannot be read or does not fit the model
   */
  static void check(RunContext run) {
    try {
      source(run).notes().forEach(each -> run.console().note("note      " + each));
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.source.path", run.config().source().path());
    }
  }

  /** Encodes; returns the number of latents. */
  static long run(RunContext run) {
    try {
      return encode(run);
    } catch (Exception e) {
      throw DamagedTable.explain(e, "isonomy.source.path", run.config().source().path());
    }
  }

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
    GeneratorSettings generator = Settings.generator(run, settings.batchSize());
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
          .parquet(run.directory().uri(Stage.ENCODE.artifact()));
    }
    long expected = source.count() - bad;
    LatentCount found = LatentCount.of(run);
    found.requireAll(expected, run.directory().shown(Stage.ENCODE.artifact()));
    return expected;
  }

  private static ConfiguredSource source(RunContext run) {
    return ConfiguredSource.of(
        run.spark(),
        run.config().source(),
        run.space(),
        run.bundle().manifest().image(),
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
            "%,d of %,d images cannot be read, first %s (%s); mend them or raise isonomy.source.max-rejected-share, now %s; all are listed in %s"
                .formatted(
                    bad,
                    count,
                    first.get(0).getString(0),
                    first.get(0).getString(1),
                    mostShare,
                    run.directory().shown(REJECTED)));
      }
      run.console()
          .note(
              "%,d unreadable images left out, see %s"
                  .formatted(bad, run.directory().shown(REJECTED)));
    }
    RowCache.release(rejected);
    return bad;
  }
}
