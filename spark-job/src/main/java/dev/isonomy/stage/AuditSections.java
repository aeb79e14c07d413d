package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.page.Picture;
import dev.isonomy.audit.page.Pictures;
import dev.isonomy.metric.FeatureMoments;
import dev.isonomy.metric.SymmetricEigen;
import dev.isonomy.mixture.FitIteration;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.plan.GenerationPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The parts of the report that come from the run itself: generation, fit, provenance, pictures. */
final class AuditSections {
  /** Pictures of the unaided model that the report shows. */
  static final int UNAIDED = 40;

  private static final int POINTS = 1_500;

  private final RunContext run;
  private final GenerationPlan plan;
  private final GaussianMixture mixture;
  private final CellAssociation association;

  AuditSections(
      RunContext run, GenerationPlan plan, GaussianMixture mixture, CellAssociation association) {
    this.run = run;
    this.plan = plan;
    this.mixture = mixture;
    this.association = association;
  }

  /**
   * Draws per cell, out of the data set itself: a unit's draws for a cell end with the last image
   * that was kept, and the image's name tells its number.
   */
  GenerationReport generation() {
    int cells = run.space().cellCount();
    long[] kept = new long[cells];
    long[] draws = new long[cells];
    List<Row> rows =
        GenerateStage.dataset(run)
            .rows()
            .select(
                functions.col("unit"),
                functions.col("cell"),
                functions
                    .regexp_extract(functions.col("sample_id"), "-d(\\d+)$", 1)
                    .cast("long")
                    .as("draw"))
            .groupBy("unit", "cell")
            .agg(functions.count("draw"), functions.max("draw"))
            .collectAsList();
    for (Row row : rows) {
      int cell = run.space().cellOfName(row.getString(1));
      kept[cell] += row.getLong(2);
      draws[cell] += row.getLong(3) + 1;
    }
    GenerateStage.GenerationLog log = GenerateStage.GenerationLog.read(run.directory());
    // Seconds of the attempts that came to their end, scaled to all images.
    long images = Arrays.stream(kept).sum();
    double seconds = log.images() == 0 ? 0 : log.seconds() * images / log.images();
    return GenerationReport.of(kept, draws, seconds);
  }

  FitReport fit() {
    List<FitIteration> trace =
        Arrays.asList(
            new Gson().fromJson(run.directory().read(Artifacts.TRACE), FitIteration[].class));
    List<List<Double>> p = new ArrayList<>();
    for (double[] row : association.p()) {
      p.add(Arrays.stream(row).boxed().toList());
    }
    return new FitReport(
        mixture.covariance().type().id(),
        mixture.dimension(),
        Arrays.stream(mixture.weights()).boxed().toList(),
        p,
        trace.stream().map(FitIteration::meanLogLikelihood).toList(),
        points());
  }

  /** Labelled latents on their first two principal axes. */
  private List<FitReport.Point> points() {
    Dataset<Row> labelled =
        Latents.read(run)
            .filter(functions.col(Latents.CELL).geq(0))
            .select(Latents.LATENT, Latents.CELL, Latents.ID)
            .orderBy(functions.xxhash64(functions.col(Latents.ID)))
            .limit(POINTS);
    List<Row> rows = labelled.collectAsList();
    FeatureMoments moments = new FeatureMoments(mixture.dimension());
    List<float[]> latents = new ArrayList<>();
    for (Row row : rows) {
      float[] latent = new float[mixture.dimension()];
      List<Float> values = row.getList(0);
      for (int i = 0; i < latent.length; i++) {
        latent[i] = values.get(i);
      }
      latents.add(latent);
      moments.add(latent);
    }
    if (latents.size() < 3 || mixture.dimension() < 2) {
      return List.of();
    }
    double[][] axes = SymmetricEigen.of(moments.covariance()).vectors();
    double[] mean = moments.mean();
    List<FitReport.Point> points = new ArrayList<>();
    for (int i = 0; i < latents.size(); i++) {
      points.add(
          new FitReport.Point(
              along(latents.get(i), mean, axes, axes.length - 1),
              along(latents.get(i), mean, axes, axes.length - 2),
              rows.get(i).getInt(1)));
    }
    return points;
  }

  private static double along(float[] latent, double[] mean, double[][] axes, int axis) {
    double sum = 0;
    for (int i = 0; i < latent.length; i++) {
      sum += (latent[i] - mean[i]) * axes[i][axis];
    }
    return sum;
  }

  Map<String, String> provenance() {
    var identity = run.bundle().manifest().identity();
    var generate = run.config().generate();
    Map<String, String> named = new LinkedHashMap<>();
    named.put("model", identity.name() + " " + identity.version());
    named.put("model SHA-256", run.bundle().fingerprint());
    named.put("model licence", identity.licence());
    named.put("seed", Long.toString(plan.seed()));
    named.put("balance method", run.config().plan().method().name());
    named.put("sampler", "%s, %d steps".formatted(generate.sampler().label(), generate.steps()));
    named.put("work units", Long.toString(plan.layout().unitCount()));
    named.put("Spark", run.spark().version());
    named.put(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    named.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return named;
  }

  Pictures pictures(int perCell, List<Picture> unaided) {
    Dataset<Row> rows =
        GenerateStage.dataset(run)
            .rows()
            .select("cell", "sample_id", "image.bytes")
            .withColumn(
                "place",
                functions
                    .row_number()
                    .over(
                        org.apache.spark.sql.expressions.Window.partitionBy("cell")
                            .orderBy(functions.xxhash64(functions.col("sample_id")))))
            .filter(functions.col("place").leq(perCell))
            .orderBy("cell", "place");
    List<List<Picture>> cells = new ArrayList<>();
    for (int cell = 0; cell < run.space().cellCount(); cell++) {
      cells.add(new ArrayList<>());
    }
    for (Row row : rows.collectAsList()) {
      cells
          .get(run.space().cellOfName(row.getString(0)))
          .add(new Picture(row.getAs(2), row.getString(0) + ", " + row.getString(1)));
    }
    return new Pictures(cells, unaided);
  }
}
