package dev.isonomy.stage;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.UserException;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.LiteralPaths;
import dev.isonomy.spi.SourceImage;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The latents as {@code encode} leaves them: Parquet, one row per image. */
final class Latents {
  static final String ID = "id";
  static final String LATENT = "latent";
  static final String CELL = "cell";
  static final String ROLE = "role";

  /** Role of images that follow the natural shares, labelled or not. */
  static final String NATURAL = "natural";

  /** Role of labelled images that were chosen cell by cell. */
  static final String SUPPORT = "support";

  private Latents() {}

  static StructType schema(AttributeSpace space) {
    StructType schema =
        new StructType()
            .add(ID, DataTypes.StringType)
            .add(LATENT, DataTypes.createArrayType(DataTypes.FloatType, false));
    for (Attribute attribute : space.attributes()) {
      schema = schema.add(attribute.name(), DataTypes.LongType);
    }
    return schema.add(CELL, DataTypes.IntegerType).add(ROLE, DataTypes.StringType);
  }

  /**
   * A row.
   *
   * @param labelledRole role of a row with a label
   */
  static Row row(AttributeSpace space, String id, float[] latent, int cell, String labelledRole) {
    boolean labelled = cell != SourceImage.UNLABELLED;
    int attributes = space.attributes().size();
    Object[] values = new Object[attributes + 4];
    values[0] = id;
    values[1] = latent;
    int[] classes = labelled ? space.classesOf(cell) : new int[0];
    for (int a = 0; a < attributes; a++) {
      values[a + 2] = labelled ? (Object) (long) classes[a] : null;
    }
    values[attributes + 2] = cell;
    values[attributes + 3] = labelled ? labelledRole : NATURAL;
    return RowFactory.create(values);
  }

  /**
   * The latents of a run, checked for their width.
   *
   * @throws UserException naming a row of another width
   */
  static Dataset<Row> read(RunContext run) {
    Dataset<Row> rows =
        LiteralPaths.read(run.spark()).parquet(run.directory().uri(Artifacts.LATENTS.name()));
    for (String column : List.of(ID, LATENT, CELL, ROLE)) {
      if (!List.of(rows.columns()).contains(column)) {
        throw new UserException(
            "%s must have the column %s but has %s; run isonomy encode again"
                .formatted(
                    run.directory().shown("latents"), column, String.join(", ", rows.columns())));
      }
    }
    int width = run.bundle().manifest().latentDimension();
    List<Row> other =
        rows.filter(
                functions
                    .col(LATENT)
                    .isNull()
                    .or(functions.size(functions.col(LATENT)).notEqual(width)))
            .select(functions.col(ID), functions.size(functions.col(LATENT)))
            .limit(1)
            .collectAsList();
    if (!other.isEmpty()) {
      throw new UserException(
          "%s: row %s has a latent of %d numbers but the model's have %d; delete %s and encode again"
              .formatted(
                  run.directory().shown("latents"),
                  other.get(0).getString(0),
                  Math.max(0, other.get(0).getInt(1)),
                  width,
                  run.directory().shown("latents")));
    }
    return rows;
  }
}
