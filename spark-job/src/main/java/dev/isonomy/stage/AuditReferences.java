package dev.isonomy.stage;

import dev.isonomy.audit.Audit;
import dev.isonomy.audit.dataset.DatasetAudit;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.config.AuditSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.source.PortraitReference;
import dev.isonomy.table.ImageColumn;
import dev.isonomy.table.Table;
import java.util.Arrays;
import java.util.Map;
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
  private final PictureJudge judge;
  private final DatasetAudit set;
  private final Map<String, RejectedImages> rejected;

  AuditReferences(
      IsonomyConfig config,
      AuditRequest request,
      SparkSession spark,
      ModelBundle bundle,
      PictureJudge judge,
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
    if (request.reference().equals(AuditRequest.RENDERER)) {
      renderedSize("--reference");
      images += (long) renderedImages() + AuditSettings.natural(renderedImages());
    } else if (!request.reference().isEmpty()) {
      images += reference().labelled().count();
    }
    if (request.training().equals(AuditRequest.RENDERER)) {
      renderedSize("--training");
      images += PortraitReference.TRAINING_IMAGES;
    } else if (!request.training().isEmpty()) {
      images += trainingTable().rows().count();
    }
    return images;
  }

  void addTo(Audit audit) {
    if (request.reference().equals(AuditRequest.RENDERER)) {
      rendered(audit);
    } else if (!request.reference().isEmpty()) {
      table(audit);
    }
    if (request.training().equals(AuditRequest.RENDERER)) {
      audit.training(
          judge.judgeRendered(
              PortraitReference.training(
                  context(), PortraitReference.TRAINING_IMAGES, renderedSize("--training"))));
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

  private int renderedSize(String option) {
    if (!bundle.manifest().identity().name().equals("portraits")) {
      throw new UserException(
          "%s renderer draws what the portraits bundle was trained on; for %s give Parquet"
              .formatted(option, bundle.manifest().identity().name()));
    }
    return bundle.manifest().image().height();
  }

  private void rendered(Audit audit) {
    int size = renderedSize("--reference");
    int count = renderedImages();
    long seed = config.run().seed();
    audit.reference(
        Audit.NATURAL,
        judge.judgeRendered(
            PortraitReference.natural(context(), AuditSettings.natural(count), seed, size)));
    audit.reference(
        Audit.BALANCED,
        judge.judgeRendered(PortraitReference.balanced(context(), count, seed, size)));
  }

  private int renderedImages() {
    int count = config.audit().referenceImages();
    if (count == 0) {
      throw new UserException(
          "isonomy.audit.reference-images must be at least 1 for --reference renderer but was 0");
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
        judge.judge(reference(), PictureJudge.Labels.TRUE, counter("--reference"));
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
