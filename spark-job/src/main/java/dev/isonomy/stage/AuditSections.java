package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.audit.DrawCounts;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.page.Picture;
import dev.isonomy.audit.page.Pictures;
import dev.isonomy.metric.PrincipalPlane;
import dev.isonomy.mixture.FitIteration;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.Projection;
import dev.isonomy.plan.GenerationPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
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

  GenerationReport generation() {
    GenerateStage.GenerationLog log = GenerateStage.GenerationLog.read(run.directory());
    // Seconds of the attempts that came to their end, scaled to all images.
    double seconds = log.images() == 0 ? 0 : log.seconds() * plan.images() / log.images();
    return DrawCounts.read(GenerateStage.dataset(run).rows(), run.space(), seconds);
  }

  FitReport fit() {
    List<FitIteration> trace =
        List.of(new Gson().fromJson(run.directory().read(Artifacts.TRACE), FitIteration[].class));
    List<List<Double>> p = new ArrayList<>();
    for (double[] row : association.p()) {
      p.add(Arrays.stream(row).boxed().toList());
    }
    return new FitReport(
        mixture.covariance().type().id(),
        mixture.dimension(),
        Arrays.stream(mixture.weights()).boxed().toList(),
        p,
        trace,
        points());
  }

  /** Labelled latents, as the mixture sees them, on their first two principal axes. */
  private List<FitReport.Point> points() {
    Dataset<Row> labelled =
        Latents.read(run)
            .filter(functions.col(Latents.CELL).geq(0))
            .select(Latents.LATENT, Latents.CELL, Latents.ID)
            .orderBy(functions.xxhash64(functions.col(Latents.ID)))
            .limit(POINTS);
    List<Row> rows = labelled.collectAsList();
    Projection projection = Artifacts.latents(run.directory()).mixture().projection();
    double[][] latents = new double[rows.size()][];
    double[] weights = new double[rows.size()];
    for (int i = 0; i < latents.length; i++) {
      List<Float> values = rows.get(i).getList(0);
      latents[i] = projection.project(values.stream().mapToDouble(Float::doubleValue).toArray());
      weights[i] = 1;
    }
    if (latents.length == 0) {
      return List.of();
    }
    PrincipalPlane plane = PrincipalPlane.of(latents, weights);
    List<FitReport.Point> points = new ArrayList<>();
    for (int i = 0; i < latents.length; i++) {
      points.add(
          new FitReport.Point(plane.x(latents[i]), plane.y(latents[i]), rows.get(i).getInt(1)));
    }
    return points;
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
    Dataset<Row> rows = GenerateStage.dataset(run).rows();
    List<List<Picture>> cells = new ArrayList<>();
    for (int cell = 0; cell < run.space().cellCount(); cell++) {
      cells.add(new ArrayList<>());
    }
    Column shuffled = functions.xxhash64(functions.col("sample_id"));
    for (Row row :
        rows.filter(functions.col("sample_id").isin(chosen(rows, shuffled, perCell)))
            .select(functions.col("cell"), functions.col("sample_id"), functions.col("image.bytes"))
            .orderBy(functions.col("cell"), shuffled)
            .collectAsList()) {
      cells
          .get(run.space().cellOfName(row.getString(0)))
          .add(new Picture(row.getAs(2), row.getString(0) + ", " + row.getString(1)));
    }
    return new Pictures(cells, unaided);
  }

  /**
   * Samples to show of each cell; only names are shuffled, the pictures' bytes stay where they are.
   */
  private static Object[] chosen(Dataset<Row> rows, Column shuffled, int perCell) {
    return rows
        .select("cell", "sample_id")
        .withColumn(
            "place", functions.row_number().over(Window.partitionBy("cell").orderBy(shuffled)))
        .filter(functions.col("place").leq(perCell))
        .collectAsList()
        .stream()
        .map(row -> row.<Object>getAs("sample_id"))
        .toArray();
  }
}
