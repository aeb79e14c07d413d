package dev.isonomy.stage.lift;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.isonomy.audit.page.LiftPage;
import dev.isonomy.config.LiftSettings;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.PixelShape;
import dev.isonomy.source.ImageReader;
import dev.isonomy.spark.Columns;
import dev.isonomy.splat.SplatFormat;
import dev.isonomy.table.StoredImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How many assets there are per cell, and how many of them the labeler still sees in the cell of
 * their image.
 */
final class LiftReport {
  private static final String ALL = "all";
  private static final String NO_CELL = "(no cell)";

  private final Map<String, Tally> cells = new TreeMap<>();
  private final Map<String, LiftPage.Sample> samples = new TreeMap<>();
  private long rejected;
  private String firstError = "";

  /** Counts of one cell. */
  private static final class Tally {
    long assets;
    long judged;
    long same;
  }

  private final LiftSettings settings;
  private final LiftBundle lifter;
  private final StoredImages images;

  private LiftReport(LiftSettings settings, LiftBundle lifter, StoredImages images) {
    this.settings = settings;
    this.lifter = lifter;
    this.images = images;
  }

  /** Reads a data set of assets. */
  static LiftReport of(
      Dataset<Row> assets, LiftSettings settings, LiftBundle lifter, StoredImages images) {
    LiftReport report = new LiftReport(settings, lifter, images);
    String cell = LiftSchema.cellColumn(assets.schema());
    Dataset<Row> good = assets.filter(functions.col(LiftSchema.ERROR).isNull());
    List<Row> counts = good.groupBy(functions.col(cell), same().as("same")).count().collectAsList();
    boolean none = counts.stream().allMatch(row -> row.isNullAt(0));
    String unnamed = none ? ALL : NO_CELL;
    for (Row row : counts) {
      report.add(row.isNullAt(0) ? unnamed : row.getString(0), row);
    }
    Dataset<Row> bad = assets.filter(functions.col(LiftSchema.ERROR).isNotNull());
    report.rejected = bad.count();
    if (report.rejected > 0) {
      Row first = bad.orderBy(LiftSchema.ROW).first();
      report.firstError =
          "row " + first.<Long>getAs(LiftSchema.ROW) + ": " + first.getAs(LiftSchema.ERROR);
    }
    report.addSamples(good, cell, unnamed);
    return report;
  }

  private static org.apache.spark.sql.Column same() {
    return functions.col(LiftSchema.SOURCE_CELL).equalTo(functions.col(LiftSchema.LIFT_CELL));
  }

  private void add(String cell, Row row) {
    Tally tally = cells.computeIfAbsent(cell, unused -> new Tally());
    tally.assets += row.getLong(2);
    if (!row.isNullAt(1)) {
      tally.judged += row.getLong(2);
      tally.same += row.getBoolean(1) ? row.getLong(2) : 0;
    }
  }

  /** The first asset of every cell, for the page. */
  private void addSamples(Dataset<Row> assets, String cell, String unnamed) {
    Dataset<Row> firsts =
        assets.groupBy(functions.col(cell).as("c")).agg(functions.min(LiftSchema.ROW).as("first"));
    List<Object> numbers = new ArrayList<>();
    firsts.collectAsList().forEach(row -> numbers.add(row.getLong(1)));
    for (Row row :
        assets
            .filter(functions.col(LiftSchema.ROW).isin(numbers.toArray()))
            .select(
                functions.col(cell),
                functions.col(LiftSchema.SPLAT),
                functions.col(LiftSchema.TURNTABLE),
                Columns.named(settings.imageColumn()))
            .collectAsList()) {
      String name = row.isNullAt(0) ? unnamed : row.getString(0);
      samples.put(name, sample(row, name));
    }
  }

  private LiftPage.Sample sample(Row row, String name) {
    byte[] file = row.getStruct(1).getAs("bytes");
    return new LiftPage.Sample(
        image(row),
        row.getStruct(2).getAs("bytes"),
        SplatFormat.SPLAT.write(settings.format().read(file, "the asset of " + name)));
  }

  /** The image as the model saw it, small whatever the size of the original is. */
  private byte[] image(Row row) {
    ImageShape size = lifter.manifest().image();
    PixelShape shape = PixelShape.rgb(size.height(), size.width());
    try {
      byte[] encoded = images.read(row, settings.imageColumn());
      byte[] rgb = new ImageReader(shape).read(encoded);
      return new PngEncoder("isonomy lift").encode(rgb, shape);
    } catch (IOException e) {
      throw new UncheckedIOException("an image that was lifted can no longer be read", e);
    }
  }

  long rejected() {
    return rejected;
  }

  String firstError() {
    return firstError;
  }

  private double share() {
    long judged = cells.values().stream().mapToLong(tally -> tally.judged).sum();
    long same = cells.values().stream().mapToLong(tally -> tally.same).sum();
    return judged == 0 ? Double.NaN : (double) same / judged;
  }

  /** One line for the console. */
  String summary() {
    double share = share();
    return Double.isNaN(share)
        ? "no labeler judged them"
        : String.format(
            Locale.ROOT, "the labeler sees %.1f%% in the cell of their image", 100 * share);
  }

  /** The figures as JSON. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("model", lifter.manifest().identity().name());
    json.addProperty("model_sha256", lifter.fingerprint());
    json.addProperty("assets", cells.values().stream().mapToLong(tally -> tally.assets).sum());
    json.addProperty("rejected", rejected);
    addShare(json, share());
    JsonObject perCell = new JsonObject();
    cells.forEach(
        (name, tally) -> {
          JsonObject cell = new JsonObject();
          cell.addProperty("assets", tally.assets);
          cell.addProperty("judged", tally.judged);
          cell.addProperty("same_cell", tally.same);
          addShare(cell, tally.judged == 0 ? Double.NaN : (double) tally.same / tally.judged);
          perCell.add(name, cell);
        });
    json.add("cells", perCell);
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }

  private static void addShare(JsonObject json, double share) {
    if (!Double.isNaN(share)) {
      json.addProperty("same_cell_share", share);
    }
  }

  /** What the page shows. */
  LiftPage.Contents page() {
    List<LiftPage.Cell> list = new ArrayList<>();
    cells.forEach(
        (name, tally) ->
            list.add(
                new LiftPage.Cell(
                    name, tally.assets, tally.judged, tally.same, samples.get(name))));
    return new LiftPage.Contents(
        lifter.toString(),
        lifter.fingerprint(),
        settings.format().label(),
        rejected,
        lifter.manifest().viewpoint().distance(),
        lifter.manifest().viewpoint().fieldOfView(),
        list);
  }
}
