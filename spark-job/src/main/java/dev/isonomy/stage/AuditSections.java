package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.association.CellAssociation;
import dev.isonomy.audit.Abstentions;
import dev.isonomy.audit.DrawCounts;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.page.Thumbnail;
import dev.isonomy.audit.page.Thumbnails;
import dev.isonomy.metric.PrincipalPlane;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.model.Judge;
import dev.isonomy.model.Judges;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.RunContext;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** The parts of the report that come from the run itself: generation, fit, provenance, images. */
final class AuditSections {
  /** Images of the unaided model that the report shows. */
  static final int UNAIDED = 40;

  private static final int POINTS = 1_500;

  /** Images of all cells together that are read for the report. */
  private static final int MOST_IMAGES = 1_500;

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
    Generation.Log log = Generation.Log.read(run.directory());
    // Seconds of the attempts that came to their end, scaled to all images.
    double seconds = log.images() == 0 ? 0 : log.seconds() * plan.images() / log.images();
    GenerationReport read = DrawCounts.read(Artifacts.dataset(run).rows(), run.space(), seconds);
    if (plan.abstainBelow() > 0) {
      read = read.with(new Abstentions(plan.abstainBelow(), log.abstained(), log.draws()));
    }
    return plan.weighting().isPresent() ? read.withEveryDrawKept() : read;
  }

  FitReport fit() {
    List<FitIteration> trace =
        List.of(new Gson().fromJson(run.directory().read(Artifacts.TRACE), FitIteration[].class));
    double[][] given = association.purity();
    List<List<Double>> p = new ArrayList<>();
    for (int cell = 0; cell < given.length && given.length <= ShownCells.MOST; cell++) {
      p.add(Arrays.stream(given[cell]).boxed().toList());
    }
    return new FitReport(
        mixture.covariance().type().id(),
        mixture.dimension(),
        Arrays.stream(mixture.weights()).boxed().toList(),
        p,
        purity(given),
        trace,
        points());
  }

  private double purity(double[][] given) {
    double[] weights = mixture.weights();
    double purity = 0;
    for (int k = 0; k < weights.length; k++) {
      int component = k;
      purity +=
          weights[k] * Arrays.stream(given).mapToDouble(row -> row[component]).max().orElse(0);
    }
    return purity;
  }

  /**
   * Labelled latents, as the mixture sees them, on the first two principal axes of its means.
   * Latents stay where they are: two numbers of each come here.
   */
  private List<FitReport.Point> points() {
    Column hash = functions.xxhash64(functions.col(Latents.ID));
    Dataset<Row> labelled = Latents.read(run).filter(functions.col(Latents.CELL).geq(0));
    List<Row> first = labelled.select(hash.as("hash")).sort("hash").limit(POINTS).collectAsList();
    if (first.isEmpty()) {
      return List.of();
    }
    Broadcast<RowProjection> projection =
        run.sparkContext().broadcast(Artifacts.latents(run.directory()).mixture().projection());
    PrincipalPlane plane = PrincipalPlane.of(mixture.means(), mixture.weights());
    List<FitReport.Point> points =
        labelled
            .filter(hash.leq(first.get(first.size() - 1).getLong(0)))
            .select(Latents.LATENT, Latents.CELL)
            .toJavaRDD()
            .map(row -> point(row, projection.value(), plane))
            .collect();
    projection.destroy();
    return points;
  }

  private static FitReport.Point point(Row row, RowProjection projection, PrincipalPlane plane) {
    double[] latent = row.<Float>getList(0).stream().mapToDouble(Float::doubleValue).toArray();
    double[] projected = projection.project(latent);
    return new FitReport.Point(plane.x(projected), plane.y(projected), row.getInt(1));
  }

  Map<String, String> provenance() {
    var identity = run.bundle().manifest().identity();
    Map<String, String> named = new LinkedHashMap<>();
    named.put("model", identity.name() + " " + identity.version());
    named.put("model SHA-256", run.bundle().fingerprint());
    named.put("model licence", identity.licence());
    run.bundle().judges().ifPresent(judges -> judges(named, judges));
    named.put("seed", Long.toString(plan.seed()));
    named.put("balance method", plan.method());
    named.put("prior is", PriorDraws.of(run.bundle()).baseline().title());
    named.put("sampler", ModelSettings.sampling(run.config().generate(), run.bundle()).shown());
    named.put("work units", Long.toString(plan.layout().unitCount()));
    named.put("Spark", run.spark().version());
    named.put(
        "Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    named.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return named;
  }

  private static void judges(Map<String, String> named, Judges judges) {
    judges.labelers().forEach(judge -> named.put("labeler of " + told(judge), digest(judge)));
    judges.auditors().forEach(judge -> named.put("auditor of " + told(judge), digest(judge)));
  }

  private static String told(Judge judge) {
    return String.join(", ", judge.attributes());
  }

  private static String digest(Judge judge) {
    return judge.name() + ", SHA-256 " + judge.bundle().fingerprint();
  }

  /** Thumbnails of the cells that the page shows, made where the images are. */
  Thumbnails thumbnails(ShownCells shown, int perCell, List<Thumbnail> unaided) {
    List<String> names = shown.cells().stream().map(run.space()::cellName).toList();
    Dataset<Row> rows =
        Artifacts.dataset(run).rows().filter(functions.col("cell").isin(names.toArray()));
    List<List<Thumbnail>> cells = new ArrayList<>();
    for (int cell = 0; cell < run.space().cellCount(); cell++) {
      cells.add(new ArrayList<>());
    }
    Column shuffled = functions.xxhash64(functions.col("sample_id"));
    int most = Math.max(1, Math.min(perCell, MOST_IMAGES / names.size()));
    rows.filter(functions.col("sample_id").isin(chosen(rows, shuffled, most)))
        .select(functions.col("cell"), functions.col("sample_id"), functions.col("image.bytes"))
        .orderBy(functions.col("cell"), shuffled)
        .toJavaRDD()
        .map(row -> new Shown(row.getString(0), row.getString(1), thumbnail(row)))
        .collect()
        .forEach(each -> cells.get(run.space().cellOfName(each.cell())).addAll(each.thumbnails()));
    return new Thumbnails(cells, unaided);
  }

  /** An image with what it is called. */
  private record Shown(String cell, String name, List<byte[]> png) implements Serializable {
    List<Thumbnail> thumbnails() {
      return png.stream().map(each -> new Thumbnail(each, cell + ", " + name)).toList();
    }
  }

  private static List<byte[]> thumbnail(Row row) {
    return Thumbnail.of(row.<byte[]>getAs(2), "").stream().map(Thumbnail::png).toList();
  }

  /**
   * Samples to show of each cell; only names are shuffled, the images' bytes stay where they are.
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
