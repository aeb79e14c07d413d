package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("colour", List.of("red", "blue")));
  private static final double[] EQUAL = {.25, .5, .75, 1};
  private static final double[] SKEWED = {.7, .9, .98, 1};
  private static SparkSession spark;

  @BeforeAll
  static void startSpark() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("audit")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

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
        .startsWith("Judged by an independent auditor, the 4 cells are 0.0")
        .contains("Unaided, the same model is 0.4");
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
    Dataset<Row> labels = rows(1, 200, EQUAL, 2).select(AuditSchema.LABELER);

    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE)).subject("dataset", labels).measure();

    assertThat(report.audited().auditor()).isEmpty();
    assertThat(report.audited().quality()).isEmpty();
    assertThat(AuditJson.of(report).getAsJsonObject("methods").has("dataset")).isTrue();
  }

  @Test
  void aSetWithoutLabelsIsRefused() {
    Dataset<Row> features = rows(1, 20, EQUAL, 1).select(AuditSchema.FEATURES);

    assertThatThrownBy(
            () -> Audit.against(CellDistribution.uniform(SPACE)).subject("mine", features))
        .isInstanceOf(UserException.class)
        .hasMessage("mine must have a column labeler or auditor but has [features]");
  }

  @Test
  void anEmptySetIsRefused() {
    Dataset<Row> none = rows(1, 20, EQUAL, 1).limit(0);
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
  private static Dataset<Row> rows(long seed, int images, double[] cumulative, int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      int cell = random.nextIndex(cumulative);
      int labeler = random.nextDouble() < 0.02 ? 3 - cell : cell;
      int auditor = random.nextDouble() < 0.04 ? 3 - cell : cell;
      List<Float> features = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        features.add((float) (random.nextGaussian() + (j == cell ? 5 : 0)));
      }
      rows.add(RowFactory.create(cell, labeler, auditor, 0.9, features));
    }
    return spark.createDataFrame(rows, AuditSchema.all()).repartition(partitions);
  }

  private static double number(JsonObject json, String... path) {
    JsonObject at = json;
    for (int i = 0; i < path.length - 1; i++) {
      at = at.getAsJsonObject(path[i]);
    }
    return at.get(path[path.length - 1]).getAsDouble();
  }
}
