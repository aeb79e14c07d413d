package dev.isonomy.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.isonomy.generate.Label;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.Precision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the precisions that a bundle carries bring on a device, next to the bare loop and the plain
 * torch loop in Python, and what they do to images.
 */
@Command(
    name = "precision",
    description = "Images per second in every precision of a bundle: bare loop, generator, Python.",
    mixinStandardHelpOptions = true)
final class PrecisionBench implements Callable<Integer> {
  private static final String BARE = "bare";
  private static final String GENERATOR = "generator";
  private static final String PYTHON = "python";
  private static final double LEAST_SECONDS = 2;

  @Option(
      names = "--bundle",
      description = "A bundle, see the exporters' --precision (default: the job's).")
  private String location = DefaultModels.location();

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default: cpu).")
  private String device = "cpu";

  @Option(names = "--micro-batch", description = "Samples per call (default: 16).")
  private int microBatch = ModuleOptions.DEFAULT_MICRO_BATCH;

  @Option(names = "--tasks", description = "Tasks that share the device (default: 1).")
  private int tasks = 1;

  @Option(names = "--images", description = "Images per measurement (default: 128).")
  private int images = 128;

  @Option(names = "--rounds", description = "Measurements of each, in turns (default: 3).")
  private int rounds = 3;

  @Option(names = "--pixels-only", description = "Leave out PNG, which is the processor's work.")
  private boolean pixelsOnly;

  /** The measurements of one precision. */
  private static final class Row {
    private final ModelBundle bundle;
    private final Rounds measured;
    private DeviceLoops.Drawn drawn;

    Row(Precision precision, ModelBundle bundle) {
      this.bundle = bundle;
      this.measured = new Rounds(precision.label() + " images/s", 1);
    }

    String text(String loop) {
      return measured.has(loop) ? String.format(Locale.ROOT, "%.1f", measured.median(loop)) : "-";
    }

    String toBare() {
      return measured.has(BARE)
          ? String.format(Locale.ROOT, "%.3f", measured.ratio(GENERATOR, BARE))
          : "-";
    }
  }

  @Override
  public Integer call() {
    ComputeDevice chosen = Networks.device(device, OptionalInt.empty());
    ModelBundle bundle = ModelBundle.open(location);
    Map<Precision, Row> rows = new LinkedHashMap<>();
    rows.put(Precision.FLOAT32, new Row(Precision.FLOAT32, bundle));
    bundle.manifest().reducedDenoisers().keySet().stream()
        .sorted()
        .forEach(
            precision -> rows.put(precision, new Row(precision, bundle.withPrecision(precision))));
    DeviceLoops loops = new DeviceLoops(chosen, microBatch, tasks, images, !pixelsOnly);
    boolean known = BareLoop.knows(bundle);
    PythonLoop python = known ? PythonLoop.over(bundle) : null;
    boolean hasPython = known && python.available();
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Precision, Row> each : rows.entrySet()) {
        Row row = each.getValue();
        row.measured.begin();
        if (known) {
          row.measured.add(BARE, loops.bare(row.bundle));
        }
        DeviceLoops.Drawn drawn = loops.generator(row.bundle);
        row.drawn = row.drawn == null ? drawn : row.drawn;
        row.measured.add(GENERATOR, drawn.perSecond());
        if (hasPython) {
          measure(python, each.getKey().label(), row);
        }
      }
    }
    report(rows);
    return 0;
  }

  private void measure(PythonLoop python, String precision, Row row) {
    List<String> more = new ArrayList<>(List.of("--device=" + device, "--precision=" + precision));
    if (pixelsOnly) {
      more.add("--pixels-only");
    }
    double seconds = Math.max(LEAST_SECONDS, images / row.measured.median(GENERATOR));
    python
        .imagesPerSecond(tasks, microBatch, DeviceLoops.STEPS, seconds, more.toArray(String[]::new))
        .ifPresent(speed -> row.measured.add(PYTHON, speed));
  }

  private void report(Map<Precision, Row> rows) {
    DeviceLoops.Drawn exact = rows.get(Precision.FLOAT32).drawn;
    List<List<String>> lines = new ArrayList<>();
    JsonArray points = new JsonArray();
    rows.forEach(
        (precision, row) -> {
          double levels = PixelStatistics.difference(exact.pixels(), row.drawn.pixels());
          int moved = moved(exact.labels(), row.drawn.labels());
          lines.add(
              List.of(
                  precision.label(),
                  row.text(BARE),
                  row.text(GENERATOR),
                  row.toBare(),
                  row.text(PYTHON),
                  String.format(Locale.ROOT, "%.2f of 255", levels),
                  moved + " of " + images));
          points.add(point(precision, row, levels, moved));
        });
    System.out.println(
        Results.table(
            List.of(
                "precision",
                "bare loop, images/s",
                "generator",
                "to bare",
                "Python with torch",
                "mean difference",
                "in another cell"),
            lines));
    JsonObject json = new JsonObject();
    json.addProperty("device", device);
    json.addProperty("microBatch", microBatch);
    json.addProperty("tasks", tasks);
    json.addProperty("images", images);
    json.addProperty("steps", DeviceLoops.STEPS);
    json.addProperty("png", !pixelsOnly);
    json.add("points", points);
    Results.write("precision", json);
  }

  private static JsonObject point(Precision precision, Row row, double levels, int moved) {
    JsonObject point = new JsonObject();
    point.addProperty("precision", precision.label());
    point.addProperty("imagesPerSecond", row.measured.median(GENERATOR));
    JsonObject all = new JsonObject();
    for (String loop : row.measured.names()) {
      JsonArray rounds = new JsonArray();
      row.measured.all(loop).forEach(rounds::add);
      all.add(loop, rounds);
    }
    point.add("rounds", all);
    point.addProperty("meanDifference", levels);
    point.addProperty("otherCell", moved);
    return point;
  }

  private static int moved(Label[] one, Label[] other) {
    int moved = 0;
    for (int i = 0; i < one.length; i++) {
      moved += one[i].cell() == other[i].cell() ? 0 : 1;
    }
    return moved;
  }
}
