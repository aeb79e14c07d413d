package dev.isonomy.audit.dataset;

import dev.isonomy.audit.Audit;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.config.AuditSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.source.DrawnReferences;
import dev.isonomy.table.ImageColumn;
import dev.isonomy.table.Table;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** What a foreign data set is measured against: real images, and the generator's own training. */
final class AuditReferences {
  // Rows are thinned by a hash of their features, in units of 2^-53.
  private static final double UNIT = 0x1.0p-53;

  private final IsonomyConfig config;
  private final AuditRequest request;
  private final SparkSession spark;
  private final ModelBundle bundle;
  private final ImageJudge judge;
  private final DatasetAudit set;
  private final Map<String, RejectedImages> rejected;

  AuditReferences(
      IsonomyConfig config,
      AuditRequest request,
      SparkSession spark,
      ModelBundle bundle,
      ImageJudge judge,
      DatasetAudit set,
      Map<String, RejectedImages> rejected) {
    this.config = config;
    this.request = request;
    this.spark = spark;
    this.bundle = bundle;
    this.judge = judge;
    this.set = set;
    this.rejected = rejected;
  }

  /**
   * How many images are judged for them.
   *
   * @throws UserException if they cannot be used
   */
  long images() {
    long images = 0;
    if (drawn("--reference", request.reference()).isPresent()) {
      images += (long) drawnImages() + AuditSettings.natural(drawnImages());
    } else if (!request.reference().isEmpty()) {
      images += reference().labelled().count();
    }
    Optional<DrawnReferences> training = drawn("--training", request.training());
    if (training.isPresent()) {
      images += training.get().trainingImages();
    } else if (!request.training().isEmpty()) {
      images += trainingTable().rows().count();
    }
    return images;
  }

  void addTo(Audit audit) {
    Optional<DrawnReferences> reference = drawn("--reference", request.reference());
    if (reference.isPresent()) {
      drawn(audit, reference.get());
    } else if (!request.reference().isEmpty()) {
      table(audit);
    }
    Optional<DrawnReferences> training = drawn("--training", request.training());
    if (training.isPresent()) {
      audit.training(
          judge.judgeDrawn(training.get().training(context(), training.get().trainingImages())));
    } else if (!request.training().isEmpty()) {
      audit.training(judge.judgeUnlabelled(trainingTable(), counter("--training")));
    }
  }

  private RejectedImages counter(String option) {
    return rejected.computeIfAbsent(
        option, unused -> RejectedImages.register(spark, "isonomy.images" + option));
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** The references that an option names; empty if it names a path, or nothing. */
  private Optional<DrawnReferences> drawn(String option, String name) {
    Optional<DrawnReferences> drawn = DrawnReferences.named(name, bundle);
    if (drawn.isPresent() && !drawn.get().knowTraining()) {
      throw new UserException(
          "%s %s draws what the %s bundle was trained on; for %s give Parquet"
              .formatted(
                  option, name, drawn.get().images().model(), bundle.manifest().identity().name()));
    }
    return drawn;
  }

  private void drawn(Audit audit, DrawnReferences drawn) {
    int count = drawnImages();
    long seed = config.run().seed();
    audit.reference(Audit.NATURAL, judge.judgeDrawn(drawn.natural(context(), seed, count)));
    audit.reference(Audit.BALANCED, judge.judgeDrawn(drawn.balanced(context(), seed, count)));
  }

  private int drawnImages() {
    int count = config.audit().referenceImages();
    if (count == 0) {
      throw new UserException(
          "isonomy.audit.reference-images must be at least 1 for --reference %s but was 0"
              .formatted(request.reference()));
    }
    return count;
  }

  private DatasetAudit reference() {
    DatasetAudit table =
        DatasetAudit.like(
            spark, "--reference", request.reference(), set.space(), request.classNumbers());
    requireImages("--reference", request.reference(), table);
    return table;
  }

  /** All rows are the natural reference; thinned to equal cells, they are the balanced one. */
  private void table(Audit audit) {
    JavaRDD<AuditImage> judged =
        judge.judge(reference(), ImageJudge.Labels.TRUE, counter("--reference"));
    JavaRDD<AuditImage> rows =
        (audit.seesPixels() ? judged : judged.map(AuditImage::withoutPixels))
            .persist(StorageLevel.MEMORY_AND_DISK());
    audit.reference(Audit.NATURAL, rows);
    double[] kept = keptShares(rows, set.space().cellCount());
    if (Arrays.stream(kept).allMatch(share -> share > 0)) {
      audit.reference(
          Audit.BALANCED, rows.filter(row -> (row.hash() >>> 11) * UNIT < kept[row.truth()]));
    }
  }

  /** The share of each cell's rows that leaves as many as the smallest cell has; 0 if empty. */
  private static double[] keptShares(JavaRDD<AuditImage> rows, int cells) {
    long[] counts =
        rows.treeAggregate(
            new long[cells],
            (sum, row) -> {
              sum[row.truth()]++;
              return sum;
            },
            (sum, other) -> {
              for (int cell = 0; cell < cells; cell++) {
                sum[cell] += other[cell];
              }
              return sum;
            });
    long least = Arrays.stream(counts).min().orElse(0);
    return Arrays.stream(counts).mapToDouble(n -> n == 0 ? 0 : (double) least / n).toArray();
  }

  private Table trainingTable() {
    Table table = Table.open(spark, "--training", request.training());
    ImageColumn.require(table, request.imageColumn(), "--image-column");
    return table;
  }

  private void requireImages(String option, String path, DatasetAudit table) {
    if (!table.hasImages(request.imageColumn())) {
      throw new UserException(
          "%s %s must have images in column %s; its columns are %s"
              .formatted(option, path, request.imageColumn(), String.join(", ", table.columns())));
    }
  }
}
