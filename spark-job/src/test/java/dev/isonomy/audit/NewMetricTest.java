package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.measure.Metrics;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.MetricColumn;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** What it takes to add a metric: one class, here one that sees pixels. */
class NewMetricTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));

  /** The mean of all pixels, of a set and of each cell. */
  private static final class BrightnessMetric implements Metric {
    @Override
    public List<Tally<?>> tallies(TallySize size) {
      return List.of(new BrightnessTally(size.cells()));
    }

    @Override
    public boolean seesPixels() {
      return true;
    }

    @Override
    public Finding measure(MeasuredSet set, AuditScope scope) {
      return set.tally(BrightnessTally.class).finding();
    }
  }

  private static final class BrightnessTally implements Tally<BrightnessTally> {
    private static final long serialVersionUID = 1L;

    private final long[] sums;
    private final long[] numbers;

    BrightnessTally(int cells) {
      sums = new long[cells];
      numbers = new long[cells];
    }

    @Override
    public void add(AuditImage image) {
      for (byte value : image.pixels().pixels()) {
        sums[image.labeler()] += value & 0xff;
        numbers[image.labeler()]++;
      }
    }

    @Override
    public void merge(BrightnessTally other) {
      for (int cell = 0; cell < sums.length; cell++) {
        sums[cell] += other.sums[cell];
        numbers[cell] += other.numbers[cell];
      }
    }

    BrightnessFinding finding() {
      return new BrightnessFinding(
          (double) Arrays.stream(sums).sum() / Arrays.stream(numbers).sum(),
          IntStream.range(0, sums.length)
              .mapToObj(cell -> (double) sums[cell] / numbers[cell])
              .toList());
    }
  }

  private record BrightnessFinding(double mean, List<Double> cells) implements Finding {
    private record Json(double meanBrightness) {}

    @Override
    public Optional<Object> json(AttributeSpace space) {
      return Optional.of(new Json(mean));
    }

    @Override
    public Optional<Object> json(int cell) {
      return Optional.of(new Json(cells.get(cell)));
    }

    @Override
    public List<MetricColumn> columns() {
      return List.of(MetricColumn.of("pixels", "brightness", Figures.short3(mean)));
    }

    @Override
    public List<String> facts(int cell) {
      return List.of("brightness " + Figures.short3(cells.get(cell)));
    }

    @Override
    public List<String> notes(AttributeSpace space) {
      return List.of("The mean brightness is <" + Figures.short3(mean) + ">.");
    }
  }

  private static JavaRDD<AuditImage> images(int dark, int light) {
    List<AuditImage> images = new ArrayList<>();
    for (int i = 0; i < dark + light; i++) {
      int cell = i < dark ? 0 : 1;
      byte[] rgb = new byte[12];
      Arrays.fill(rgb, (byte) (cell == 0 ? 10 : 210));
      images.add(new AuditImage(-1, cell, cell, 0.9, new float[0], () -> rgb));
    }
    return JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
        .parallelize(images, 3);
  }

  private static Audit audit(List<Metric> metrics) {
    return Audit.against(CellDistribution.uniform(SPACE))
        .metrics(metrics)
        .subject("conditional", images(20, 20))
        .comparedWith("prior", images(30, 10));
  }

  @Test
  void aMetricOfPixelsIsInTheJsonTheTableTheCardsAndTheNotes() {
    List<Metric> metrics = new ArrayList<>(Metrics.standard());
    metrics.add(new BrightnessMetric());

    AuditReport report = audit(metrics).measure();

    JsonObject json = AuditJson.of(report);
    assertThat(brightness(json.getAsJsonObject("methods"), "conditional"))
        .isCloseTo(110, within(1e-9));
    assertThat(brightness(json.getAsJsonObject("methods"), "prior")).isCloseTo(60, within(1e-9));
    assertThat(brightness(json.getAsJsonObject("cells"), "light")).isCloseTo(210, within(1e-9));
    assertThat(json.getAsJsonArray("notes").get(0).getAsString())
        .isEqualTo("The mean brightness is <110>.");
    assertThat(AuditPage.render(report, Thumbnails.none()))
        .contains("<th colspan=\"1\" scope=\"colgroup\">pixels</th>")
        .contains("<th scope=\"col\">brightness</th>")
        .contains("<td>60.0</td>")
        .contains("brightness 10.0")
        .contains("The mean brightness is &lt;110&gt;.");
  }

  private static double brightness(JsonObject json, String name) {
    return json.getAsJsonObject(name).get("mean_brightness").getAsDouble();
  }

  @Test
  void pixelsAreKeptInMemoryOnlyIfAMetricSeesThem() {
    assertThat(audit(Metrics.standard()).seesPixels()).isFalse();
    assertThat(audit(List.of(new BrightnessMetric())).seesPixels()).isTrue();
  }

  @Test
  void trainingImagesPassByInSeveralPartitionsAndEachProbeGetsItsNearest() {
    List<AuditImage> training = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      training.add(new AuditImage(-1, -1, -1, Double.NaN, new float[] {i, 0}, () -> new byte[0]));
    }
    JavaRDD<AuditImage> passing =
        JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
            .parallelize(training, 4);

    assertThat(new TrainingDistances(passing).nearest(new float[][] {{3, 4}, {149, 0}, {-5, 12}}))
        .containsExactly(4, 0, 13);
    assertThat(new TrainingDistances(passing.filter(image -> false)).nearest(new float[1][2]))
        .containsExactly(Double.POSITIVE_INFINITY);
  }
}
