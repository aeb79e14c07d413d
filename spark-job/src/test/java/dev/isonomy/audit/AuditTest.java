package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.PixelSource;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnails;
import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("colour", List.of("red", "blue")));
  private static final double[] EQUAL = {.25, .5, .75, 1};
  private static final double[] SKEWED = {.7, .9, .98, 1};

  @Test
  void tellsABalancedSetFromASkewedOneAndWritesTheStableNames() {
    AuditReport report = report(3);
    JsonObject json = JsonParser.parseString(AuditJson.text(report)).getAsJsonObject();

    assertThat(json.get("images").getAsLong()).isEqualTo(400);
    assertThat(number(json, "methods", "conditional", "auditor", "fd"))
        .isLessThan(json.get("noise_floor_fd").getAsDouble());
    assertThat(number(json, "methods", "conditional", "labeler", "kl")).isLessThan(0.02);
    assertThat(number(json, "methods", "prior", "auditor", "kl")).isGreaterThan(0.3);
    assertThat(number(json, "methods", "prior", "auditor", "corrected", "kl")).isGreaterThan(0.45);
    assertThat(number(json, "methods", "conditional", "fid", "balanced"))
        .isLessThan(number(json, "methods", "prior", "fid", "balanced"));
    assertThat(number(json, "methods", "prior", "fid", "natural"))
        .isLessThan(number(json, "methods", "conditional", "fid", "natural"));
    assertThat(number(json, "cells", "round.red", "count")).isBetween(70.0, 130.0);
    assertThat(number(json, "cells", "round.red", "coverage")).isBetween(0.5, 1.0);
    assertThat(number(json, "methods", "conditional", "prdc", "balanced", "recall"))
        .isGreaterThan(0.7);
    assertThat(number(json, "methods", "conditional", "near_duplicates", "clusters")).isZero();
    assertThat(json.get("balanced").getAsBoolean()).isTrue();
    assertThat(json.get("verdict").getAsString())
        .startsWith(
            "Judged by an independent auditor, corrected for its errors, the 4 cells are 0.0")
        .contains("Unaided, the same model is 0.5");
  }

  @Test
  void theLastLinesAndTheIntervalsAreInTheReport() {
    JsonObject json = AuditJson.of(report(2));
    JsonObject auditor = json.getAsJsonObject("methods").getAsJsonObject("conditional");
    JsonObject corrected = auditor.getAsJsonObject("auditor").getAsJsonObject("corrected");
    double[] interval = {
      corrected.getAsJsonArray("fd_interval").get(0).getAsDouble(),
      corrected.getAsJsonArray("fd_interval").get(1).getAsDouble()
    };

    assertThat(json.get("headline").getAsString()).isEqualTo("Balanced");
    assertThat(json.get("verdict").getAsString()).startsWith(json.get("reason").getAsString());
    assertThat(json.getAsJsonObject("weakest_cell").get("agreement").getAsDouble())
        .isBetween(0.8, 1.0);
    assertThat(corrected.get("fd_unbiased").getAsDouble()).isBetween(interval[0], interval[1]);
    assertThat(interval[1]).isGreaterThan(0.01);
    assertThat(corrected.get("condition_number").getAsDouble()).isBetween(1.0, 1.5);
    // The set's own labels are a fact, those of a method that is compared are a sample.
    assertThat(auditor.getAsJsonObject("labeler").get("fd_interval").isJsonNull()).isTrue();
    assertThat(
            json.getAsJsonObject("methods")
                .getAsJsonObject("prior")
                .getAsJsonObject("labeler")
                .get("fd_interval")
                .isJsonArray())
        .isTrue();
  }

  @Test
  void anAuditorThatGuessesCorrectsNothingAndJudgesNothing() {
    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE))
            .subject("conditional", guessed(1))
            .reference(Audit.BALANCED, guessed(2))
            .measure();
    JsonObject json = AuditJson.of(report);
    JsonObject corrected =
        json.getAsJsonObject("methods")
            .getAsJsonObject("conditional")
            .getAsJsonObject("auditor")
            .getAsJsonObject("corrected");

    assertThat(corrected.get("fd").isJsonNull()).isTrue();
    assertThat(corrected.get("reason").getAsString()).startsWith("not identifiable: ");
    assertThat(corrected.get("condition_number").getAsDouble()).isGreaterThan(3);
    assertThat(json.get("reason").getAsString())
        .startsWith("Judged by its own labels, as the auditor’s are not identifiable");
    assertThat(json.getAsJsonArray("notes").get(0).getAsString())
        .startsWith("The true shares of the cells are not identifiable");
    assertThat(AuditPage.render(report, Thumbnails.none())).contains("not identifiable");
  }

  @Test
  void aModelsCellsThatDifferFromItsOwnAndLabelsThatAreNotRepresentativeAreNamed() {
    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE))
            .subject("conditional", shifted(1, 160, 0, true))
            .comparedWith("prior", shifted(2, 160, 3, true))
            .reference(Audit.NATURAL, shifted(3, 160, 0, true).union(shifted(4, 160, 3, false)))
            .measure();
    AuditReport same =
        Audit.against(CellDistribution.uniform(SPACE))
            .subject("conditional", shifted(1, 160, 0, true))
            .comparedWith("prior", shifted(2, 160, 0, true))
            .reference(Audit.NATURAL, shifted(3, 160, 0, true).union(shifted(4, 160, 0, false)))
            .measure();

    assertThat(report.notes())
        .anyMatch(note -> note.startsWith("Labelled images of ") && note.contains("p = 0.001"))
        .anyMatch(note -> note.contains("differ from what the model draws there unaided"));
    assertThat(same.notes()).noneMatch(note -> note.contains("differ"));
    assertThat(
            AuditJson.of(report)
                .getAsJsonObject("cells")
                .getAsJsonObject("round.red")
                .getAsJsonObject("labelled_against_unlabelled")
                .get("p")
                .getAsDouble())
        .isLessThan(0.01);
  }

  @Test
  void aSetWithoutASingleLabelIsRefused() {
    JavaRDD<AuditImage> none =
        rows(1, 20, EQUAL, 1)
            .map(
                image ->
                    image(
                        AuditImage.UNKNOWN,
                        AuditImage.UNKNOWN,
                        AuditImage.UNKNOWN,
                        image.features()));
    Audit audit = Audit.against(CellDistribution.uniform(SPACE)).subject("mine", none);

    assertThatThrownBy(audit::measure)
        .isInstanceOf(UserException.class)
        .hasMessage("the set mine must have labelled images but none of its 20 images has a label");
  }

  @Test
  void aSetInOneCellAndOneOfThreeImagesHaveAVerdict() {
    for (int images : new int[] {3, 200}) {
      AuditReport report =
          Audit.against(CellDistribution.uniform(SPACE))
              .subject("mine", rows(1, images, new double[] {1, 1, 1, 1}, 1))
              .reference(Audit.BALANCED, rows(4, 400, EQUAL, 1))
              .measure();

      JsonObject json = JsonParser.parseString(AuditJson.text(report)).getAsJsonObject();
      assertThat(json.get("balanced").getAsBoolean()).isFalse();
      assertThat(json.getAsJsonObject("weakest_cell").get("cell").getAsString())
          .isIn("round.red", "square.blue");
      assertThat(AuditPage.render(report, Thumbnails.none())).doesNotContain("NaN");
    }
  }

  private static AuditImage image(int truth, int labeler, int auditor, float[] features) {
    return new AuditImage(truth, labeler, auditor, 0.9, features, PixelSource.NONE);
  }

  private static JavaRDD<AuditImage> images(List<AuditImage> images, int partitions) {
    return JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
        .parallelize(images, partitions);
  }

  /** An auditor that gives any cell to any image; labels are right. */
  private static JavaRDD<AuditImage> guessed(long seed) {
    List<AuditImage> rows = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      float[] features = {(float) random.nextGaussian(), (float) random.nextGaussian()};
      rows.add(image(i % 4, i % 4, random.nextInt(4), features));
    }
    return images(rows, 2);
  }

  /** Images whose features are moved inside their cells; with or without known truth. */
  private static JavaRDD<AuditImage> shifted(long seed, int images, double shift, boolean truth) {
    List<AuditImage> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      float[] features = {
        (float) (random.nextGaussian() + (10 * (i % 4))), (float) (random.nextGaussian() + shift)
      };
      rows.add(image(truth ? i % 4 : AuditImage.UNKNOWN, i % 4, i % 4, features));
    }
    return images(rows, 2);
  }

  @Test
  void doesNotDependOnThePartitions() {
    JsonObject one = AuditJson.of(report(1));
    JsonObject seven = AuditJson.of(report(7));

    for (String[] path :
        new String[][] {
          {"methods", "prior", "auditor", "corrected", "fd"},
          {"methods", "prior", "fid", "natural"},
          {"methods", "conditional", "prdc", "balanced", "coverage"}
        }) {
      assertThat(number(one, path)).isCloseTo(number(seven, path), within(1e-9));
    }
    assertThat(number(one, "methods", "prior", "kid", "natural", "estimate"))
        .isCloseTo(number(seven, "methods", "prior", "kid", "natural", "estimate"), within(1e-9));
  }

  @Test
  void aSetWithLabelsAloneIsEnough() {
    JavaRDD<AuditImage> labels =
        rows(1, 200, EQUAL, 2).map(image -> AuditImage.labelled(image.labeler()));

    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE)).subject("dataset", labels).measure();

    assertThat(report.audited().balance().auditor()).isEmpty();
    assertThat(report.audited().frechet(Audit.NATURAL)).isEmpty();
    assertThat(AuditJson.of(report).getAsJsonObject("methods").has("dataset")).isTrue();
  }

  @Test
  void anEmptySetIsRefused() {
    JavaRDD<AuditImage> none = images(List.of(), 1);
    Audit audit = Audit.against(CellDistribution.uniform(SPACE)).subject("mine", none);

    assertThatThrownBy(audit::measure)
        .isInstanceOf(UserException.class)
        .hasMessage("the set mine must have images but is empty");
  }

  private static AuditReport report(int partitions) {
    return Audit.against(CellDistribution.uniform(SPACE))
        .seed(1)
        .subject("conditional", rows(1, 400, EQUAL, partitions))
        .comparedWith("prior", rows(2, 300, SKEWED, partitions))
        .reference(Audit.NATURAL, rows(3, 500, SKEWED, partitions))
        .reference(Audit.BALANCED, rows(4, 400, EQUAL, partitions))
        .measure();
  }

  /** Images of four well separated cells; both labelers err in a few of a hundred. */
  private static JavaRDD<AuditImage> rows(
      long seed, int images, double[] cumulative, int partitions) {
    List<AuditImage> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      int cell = random.nextIndex(cumulative);
      int labeler = random.nextDouble() < 0.02 ? 3 - cell : cell;
      int auditor = random.nextDouble() < 0.04 ? 3 - cell : cell;
      float[] features = new float[4];
      for (int j = 0; j < 4; j++) {
        features[j] = (float) (random.nextGaussian() + (j == cell ? 5 : 0));
      }
      rows.add(image(cell, labeler, auditor, features));
    }
    return images(rows, partitions);
  }

  private static double number(JsonObject json, String... path) {
    JsonObject at = json;
    for (int i = 0; i < path.length - 1; i++) {
      at = at.getAsJsonObject(path[i]);
    }
    return at.get(path[path.length - 1]).getAsDouble();
  }

  @Test
  void aSetThatCompletesAnotherIsJudgedTogetherWithIt() {
    long[] existing = {60, 20, 10, 30};
    double[] lacking = {0, 40 / 120.0, 50 / 120.0, 30 / 120.0};
    List<AuditImage> made = new ArrayList<>();
    for (int c = 1; c < 4; c++) {
      for (int i = 0; i < Math.round(120 * lacking[c]); i++) {
        made.add(image(AuditImage.UNKNOWN, c, c, new float[0]));
      }
    }
    AuditReport report =
        Audit.against(new CellDistribution(SPACE, lacking))
            .subject("conditional", images(made, 2))
            .completing(CellDistribution.uniform(SPACE), existing)
            .measure();

    JsonObject json = AuditJson.of(report);
    assertThat(json.get("balanced").getAsBoolean()).isTrue();
    assertThat(json.get("verdict").getAsString())
        .startsWith("Together with the 120 existing images")
        .contains("away from equal shares");
    assertThat(number(json, "union", "images")).isEqualTo(240);
    assertThat(number(json, "union", "together", "auditor", "fd")).isZero();
    assertThat(number(json, "union", "existing", "labeler", "fd")).isGreaterThan(0.3);
    assertThat(number(json, "methods", "conditional", "auditor", "fd"))
        .as("the new images alone follow their plan")
        .isZero();
    assertThat(AuditPage.render(report, Thumbnails.none()))
        .contains("Balance together with the existing images");
  }
}
