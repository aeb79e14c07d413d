package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.ClassNumbers;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    assertThatThrownBy(() -> Targets.quotas(SharedSpark.session(), target, other, 10))
        .hasMessageContaining("isonomy.target.existing")
        .hasMessageContaining("must have a column size");
  }

  private static long[] quotas(String table, long images) {
    return Targets.quotas(
        SharedSpark.session(),
        new TargetSettings(TargetKind.COMPLEMENT, Map.of(), table, ClassNumbers.BUNDLE_ORDER),
        SPACE,
        images);
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
