package dev.isonomy.audit;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a set that is audited, one row per image. All may be null or missing, but one of
 * the labels must be there.
 */
public final class AuditSchema {
  /** The true cell, where it is known: of a reference. Int. */
  public static final String TRUTH = "truth";

  /** The cell that the labeler says: what a data set's rows are labelled with. Int. */
  public static final String LABELER = "labeler";

  /** The cell that the independent auditor says. Int. */
  public static final String AUDITOR = "auditor";

  /** The labeler's probability of its label. Double. */
  public static final String CONFIDENCE = "confidence";

  /** What distances between images are measured in. Array of float. */
  public static final String FEATURES = "features";

  private AuditSchema() {}

  /** All columns. */
  public static StructType all() {
    return new StructType()
        .add(TRUTH, DataTypes.IntegerType)
        .add(LABELER, DataTypes.IntegerType)
        .add(AUDITOR, DataTypes.IntegerType)
        .add(CONFIDENCE, DataTypes.DoubleType)
        .add(FEATURES, DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  static void require(String set, StructType schema) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    if (!columns.contains(LABELER) && !columns.contains(AUDITOR)) {
      throw new UserException(
          set + " must have a column " + LABELER + " or " + AUDITOR + " but has " + columns);
    }
  }
}
