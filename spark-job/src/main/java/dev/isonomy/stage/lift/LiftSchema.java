package dev.isonomy.stage.lift;

import dev.isonomy.config.LiftSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.table.ImageColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a data set of assets: its own, and all others of the images' table. */
final class LiftSchema {
  static final String SPLAT = "splat";
  static final String TURNTABLE = "turntable";
  static final String ROW = "source_row";
  static final String UNIT = "lift_unit";
  static final String SOURCE_CELL = "source_cell";
  static final String LIFT_CELL = "lift_cell";
  static final String ERROR = "lift_error";
  static final String CELL = "cell";

  private static final StructType FILE =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  private static final StructType OWN =
      new StructType()
          .add(SPLAT, FILE)
          .add("preview", FILE)
          .add(TURNTABLE, FILE)
          .add("camera", DataTypes.createArrayType(DataTypes.FloatType))
          .add("gaussians", DataTypes.LongType)
          .add("splat_format", DataTypes.StringType)
          .add("splat_sha256", DataTypes.StringType)
          .add("lift_model_sha256", DataTypes.StringType)
          .add(SOURCE_CELL, DataTypes.StringType)
          .add(LIFT_CELL, DataTypes.StringType)
          .add(ERROR, DataTypes.StringType)
          .add(ROW, DataTypes.LongType)
          .add(UNIT, DataTypes.LongType);

  private LiftSchema() {}

  /** Number of own columns; they come first. */
  static int ownColumns() {
    return OWN.size();
  }

  /** Place of an own column. */
  static int ownIndex(String name) {
    return OWN.fieldIndex(name);
  }

  /** The whole schema. */
  static StructType of(StructType source) {
    StructType schema = OWN;
    for (String name : carried(source)) {
      StructField field = source.apply(name);
      schema = schema.add(name, field.dataType(), true);
    }
    return schema;
  }

  /** The columns that go along with the asset: image, labels, names, whatever there is. */
  static List<String> carried(StructType source) {
    Set<String> own = Set.of(OWN.fieldNames());
    List<String> carried = new ArrayList<>();
    for (String name : source.fieldNames()) {
      if (!own.contains(name)) {
        carried.add(name);
      }
    }
    return carried;
  }

  /** The column that assets are counted by: the table's own cells where it names them. */
  static String cellColumn(StructType assets) {
    boolean named =
        Arrays.asList(assets.fieldNames()).contains(CELL)
            && assets.apply(CELL).dataType().equals(DataTypes.StringType);
    return named ? CELL : SOURCE_CELL;
  }

  /** The configured columns of images. */
  static Stream<String> columns(LiftSettings settings) {
    return Stream.of(settings.imageColumn(), settings.maskColumn()).filter(each -> !each.isEmpty());
  }

  /**
   * Refuses a table without the configured columns.
   *
   * @throws UserException naming the key, the column and what there is
   */
  static void require(StructType source, LiftSettings settings, String table) {
    ImageColumn.require(source, settings.imageColumn(), "isonomy.lift.image-column", table);
    if (!settings.maskColumn().isEmpty()) {
      ImageColumn.require(source, settings.maskColumn(), "isonomy.lift.mask-column", table);
    }
  }
}
