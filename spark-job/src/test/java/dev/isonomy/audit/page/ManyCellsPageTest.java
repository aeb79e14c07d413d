package dev.isonomy.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.Audit;
import dev.isonomy.audit.AuditJson;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.FitReport;
import dev.isonomy.audit.GenerationReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.PixelSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class ManyCellsPageTest {
  private static final int MEGABYTE = 1_000_000;
  private static final int SIDE = 256;

  @Test
  void aReportOf126CellsOfNoiseOf256PixelsIsUnder20Megabytes() throws IOException {
    AttributeSpace space = space(7, 9, 2);
    int components = 8 * space.cellCount();
    List<Thumbnail> twelve = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      twelve.add(Thumbnail.of(noise(i), "noise " + i).orElseThrow());
    }
    List<List<Thumbnail>> thumbnails = Collections.nCopies(space.cellCount(), twelve);

    String page = AuditPage.render(report(space, components), new Thumbnails(thumbnails, twelve));

    assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(20 * MEGABYTE);
    assertThat(page).contains("Every cell").contains("P(cell | component)");
    assertThat(cards(page)).isEqualTo(126);
    assertThat(count(page, "class=\"face\"")).isGreaterThan(126);
    keep(page, "126.html");
  }

  @Test
  void aPageOfAThousandCellsSummarizes() throws IOException {
    AttributeSpace space = space(10, 10, 10);
    AuditReport report = report(space, 2_000);
    List<List<Thumbnail>> thumbnails =
        new ArrayList<>(Collections.nCopies(space.cellCount(), List.<Thumbnail>of()));
    for (int cell : ShownCells.of(report).cells()) {
      thumbnails.set(cell, List.of(Thumbnail.of(noise(cell), "noise").orElseThrow()));
    }

    String page = AuditPage.render(report, new Thumbnails(thumbnails, List.of()));

    assertThat(page)
        .contains("Balance of the 40 cells farthest from their targets, of 1,000")
        .contains("Two attributes at a time")
        .contains("All 1,000 cells")
        .contains("for the 40 lowest")
        .doesNotContain("Every cell")
        .doesNotContain("P(cell | component)");
    assertThat(cards(page)).isEqualTo(40);
    assertThat(page.length()).isLessThan(3 * MEGABYTE);
    assertThat(AuditJson.of(report).getAsJsonObject("cells").size()).isEqualTo(1_000);
    assertThat(AuditJson.text(report).length()).isLessThan(5 * MEGABYTE);
    keep(page, "1000.html");
  }

  @Test
  void theCellFarthestFromItsTargetIsShownFirst() {
    AttributeSpace space = space(10, 10, 10);

    ShownCells shown = ShownCells.of(report(space, 10));

    assertThat(shown.isWhole()).isFalse();
    assertThat(shown.cells()).hasSize(ShownCells.CHOSEN).doesNotHaveDuplicates();
    assertThat(shown.cells().get(0)).isEqualTo(777);
  }

  @Test
  void aPageWithoutRoomShowsTheImagesOfAllCellsBeforeTheSecondOfAny() {
    Thumbnail image = new Thumbnail(new byte[100], "an image");
    List<Thumbnail> three = List.of(image, image, image);

    Thumbnails within = new Thumbnails(List.of(three, three), List.of(image)).within(420);

    assertThat(within.cells().get(0)).hasSize(2);
    assertThat(within.cells().get(1)).hasSize(1);
  }

  /** For people to look at, where a directory is named. */
  private static void keep(String page, String name) throws IOException {
    String directory = System.getProperty("isonomy.pages");
    if (directory != null) {
      Files.writeString(Path.of(directory, name), page);
    }
  }

  private static int cards(String page) {
    return count(page, "<article class=\"card\">");
  }

  private static int count(String page, String what) {
    return page.split(what, -1).length - 1;
  }

  private static AttributeSpace space(int... classes) {
    return AttributeSpace.of(
        IntStream.range(0, classes.length)
            .mapToObj(
                a ->
                    new Attribute(
                        "attribute-" + (char) ('A' + a),
                        IntStream.range(0, classes[a])
                            .mapToObj(i -> "class-" + (char) ('a' + a) + i)
                            .toList()))
            .toArray(Attribute[]::new));
  }

  /** Ten images of each cell, but thirty of cell 777. */
  private static AuditReport report(AttributeSpace space, int components) {
    int cells = space.cellCount();
    List<AuditImage> rows = new ArrayList<>();
    for (int cell = 0; cell < cells; cell++) {
      for (int i = 0; i < (cell == 777 ? 30 : 10); i++) {
        int judged = i == 0 ? (cell + 1) % cells : cell;
        rows.add(
            new AuditImage(AuditImage.UNKNOWN, cell, judged, 0.9, new float[0], PixelSource.NONE));
      }
    }
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext());
    long[] kept = new long[cells];
    long[] draws = new long[cells];
    Arrays.fill(kept, 10);
    Arrays.setAll(draws, cell -> 10 + (cell % 7));
    return Audit.against(CellDistribution.uniform(space))
        .subject("conditional", spark.parallelize(rows, 2))
        .measure()
        .with(GenerationReport.of(kept, draws, 60))
        .with(fit(space, components));
  }

  private static FitReport fit(AttributeSpace space, int components) {
    int cells = space.cellCount();
    List<List<Double>> association = new ArrayList<>();
    for (int cell = 0; cell < cells && cells <= ShownCells.MOST; cell++) {
      Double[] row = new Double[components];
      Arrays.fill(row, 0.3 / (cells - 1));
      for (int k = cell; k < components; k += cells) {
        row[k] = 0.7;
      }
      association.add(List.of(row));
    }
    return new FitReport(
        "tied",
        32,
        Collections.nCopies(components, 1.0 / components),
        association,
        0.7,
        List.of(),
        IntStream.range(0, 1_500)
            .mapToObj(i -> new FitReport.Point(Math.sin(i), Math.cos(3.0 * i), i % cells))
            .toList());
  }

  private static byte[] noise(int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt() & 0xffffff);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
