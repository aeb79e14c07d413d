package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import dev.isonomy.config.TargetShares;
import dev.isonomy.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  private static final AttributeSpace SPACE =
      new AttributeSpace(
          List.of(
              new Attribute("shape", List.of("round", "square")),
              new Attribute("tone", List.of("dark", "mid", "light"))));
  private static final long[] EXISTING = {41, 7, 0, 12, 3, 1};

  @TempDir private Path temporary;

  @Test
  void aComplementMakesTheUnionExactlyBalanced() {
    long missing = (6 * 41) - Arrays.stream(EXISTING).sum();

    String table = existing();
    long[] quotas = quotas(table, missing);

    for (int cell = 0; cell < EXISTING.length; cell++) {
      assertThat(EXISTING[cell] + quotas[cell]).as(SPACE.cellName(cell)).isEqualTo(41);
    }
    // Twice as many on top: still balanced.
    long[] more = quotas(table, missing + (6 * 41));
    for (int cell = 0; cell < EXISTING.length; cell++) {
      assertThat(EXISTING[cell] + more[cell]).isEqualTo(82);
    }
  }

  @Test
  void tooFewImagesGoWhereTheyAreLackingMost() {
    assertThat(quotas(existing(), 12)).containsExactly(0, 0, 6, 0, 2, 4);
  }

  @Test
  void anExistingSetMustHaveTheLabels() {
    String table = existing();
    AttributeSpace other = AttributeSpace.of(new Attribute("size", List.of("small", "large")));
    TargetSettings target = new TargetSettings(TargetKind.COMPLEMENT, Map.of(), table);

    assertThatThrownBy(() -> Targets.of(SharedSpark.session(), target, other, 10))
        .hasMessageContaining("isonomy.target.existing")
        .hasMessageContaining("must have a column size");
  }

  private static long[] quotas(String table, long images) {
    return complement(table, images, List.of()).quotas();
  }

  private static Targets complement(String table, long images, List<String> excluded) {
    return Targets.of(
        SharedSpark.session(),
        new TargetSettings(
            TargetKind.COMPLEMENT, Map.of(), table, ClassNumbers.BUNDLE_ORDER, excluded),
        SPACE,
        images);
  }

  @Test
  void theSharesOfAComplementAreThoseOfTheNewImages() {
    Targets targets = complement(existing(), 12, List.of());

    assertThat(targets.made().shares()).containsExactly(0, 0, 6 / 12.0, 0, 2 / 12.0, 4 / 12.0);
    assertThat(targets.completion().orElseThrow().target())
        .isEqualTo(CellDistribution.uniform(SPACE));
    assertThat(targets.completion().orElseThrow().existing()).containsExactly(EXISTING);
  }

  @Test
  void aComplementWithoutSomeCellsLeavesTheirImagesOutOfTheBalance() {
    Targets targets = complement(existing(), 37, List.of("round.dark"));

    assertThat(targets.quotas()).containsExactly(0, 5, 12, 0, 9, 11);
    assertThat(targets.completion().orElseThrow().together(targets.quotas()))
        .containsExactly(0, 12, 12, 12, 12, 12);
  }

  @Test
  void excludedCellsGetNothingWhateverTheKindOfTarget() {
    TargetSettings uniform =
        new TargetSettings(
            TargetKind.UNIFORM,
            Map.of(),
            "",
            ClassNumbers.NAMED,
            List.of("round.dark", "square.mid", "round.dark"));
    assertThat(TargetShares.whole(uniform, SPACE).shares())
        .containsExactly(0, 0.25, 0.25, 0.25, 0, 0.25);
    TargetSettings marginals =
        new TargetSettings(
            TargetKind.SHARES,
            Map.of("shape.round", 0.5, "shape.square", 0.5),
            "",
            ClassNumbers.NAMED,
            List.of("round.dark"));
    assertThat(TargetShares.whole(marginals, SPACE).shares())
        .containsExactly(new double[] {0, 0.2, 0.2, 0.2, 0.2, 0.2}, within(1e-12));
    TargetSettings cells =
        new TargetSettings(
            TargetKind.SHARES,
            Map.of(
                "round.mid",
                0.5,
                "round.light",
                0.1,
                "square.dark",
                0.1,
                "square.mid",
                0.2,
                "square.light",
                0.1),
            "",
            ClassNumbers.NAMED,
            List.of("round.dark"));
    assertThat(TargetShares.whole(cells, SPACE).share(0)).isZero();
  }

  @Test
  void excludedCellsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(
            () ->
                TargetShares.whole(
                    new TargetSettings(
                        TargetKind.UNIFORM,
                        Map.of(),
                        "",
                        ClassNumbers.NAMED,
                        List.of("round.black")),
                    SPACE))
        .hasMessageContaining("isonomy.target.excluded: ")
        .hasMessageContaining("black");
    assertThatThrownBy(
            () ->
                TargetShares.whole(
                    new TargetSettings(
                        TargetKind.UNIFORM,
                        Map.of(),
                        "",
                        ClassNumbers.NAMED,
                        SPACE.cellNames().subList(0, SPACE.cellCount() - 1)),
                    SPACE))
        .hasMessageContaining("must leave at least 2 of the 6 cells but names 5");
    Map<String, Double> shares = new HashMap<>();
    SPACE.cellNames().forEach(name -> shares.put(name, 1.0 / 6));
    assertThatThrownBy(
            () ->
                TargetShares.whole(
                    new TargetSettings(
                        TargetKind.SHARES, shares, "", ClassNumbers.NAMED, List.of("round.dark")),
                    SPACE))
        .hasMessageContaining("isonomy.target.shares: round.dark must be 0");
  }

  @Test
  void badSharesAreNamed() {
    for (double share : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> TargetShares.whole(shares(share, 1 - share), SPACE))
          .hasMessageContaining("isonomy.target.shares: target share of shape.")
          .hasMessageContaining("must be at least 0 but was");
    }
    assertThatThrownBy(() -> TargetShares.whole(shares(0.4, 0.4), SPACE))
        .hasMessageContaining("target shares of shape must sum to 1 but sum to 0.8");
  }

  private static TargetSettings shares(double round, double square) {
    return new TargetSettings(
        TargetKind.SHARES, Map.of("shape.round", round, "shape.square", square), "");
  }

  @Test
  void aRunDoesNotCompleteItself() throws Exception {
    Path run = Files.createDirectories(temporary.resolve("run/dataset/data")).getParent();
    Path link = Files.createSymbolicLink(temporary.resolve("link"), run);
    RunDirectory directory = RunDirectory.at(run.getParent().toString(), new Configuration(false));
    for (String path :
        List.of(
            run.toString(),
            run.resolve("data").toUri().toString(),
            link.toString(),
            temporary.toString(),
            run + "/../dataset/")) {
      TargetSettings target = new TargetSettings(TargetKind.COMPLEMENT, Map.of(), path);
      assertThatThrownBy(() -> Targets.requireForeign(target, directory, new Configuration(false)))
          .as(path)
          .hasMessageContaining("isonomy.target.existing " + path + " must not be in or around");
    }
    Targets.requireForeign(
        new TargetSettings(TargetKind.COMPLEMENT, Map.of(), temporary.resolve("run2").toString()),
        directory,
        new Configuration(false));
  }

  /** One label as a number, one as a name, and a row that lacks one. */
  private String existing() {
    List<Row> rows = new ArrayList<>();
    for (int cell = 0; cell < EXISTING.length; cell++) {
      int[] classes = SPACE.classesOf(cell);
      for (int i = 0; i < EXISTING[cell]; i++) {
        rows.add(
            RowFactory.create(
                (long) classes[0], SPACE.attributes().get(1).classes().get(classes[1])));
      }
    }
    rows.add(RowFactory.create(null, "dark"));
    StructType schema =
        new StructType().add("shape", DataTypes.LongType).add("tone", DataTypes.StringType);
    String table = temporary.resolve("existing").toString();
    SharedSpark.session().createDataFrame(rows, schema).write().parquet(table);
    return table;
  }
}
