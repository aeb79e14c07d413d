package dev.isonomy.stage;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.source.LabelledTable;
import dev.isonomy.spark.Columns;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Turns section {@code target} into images per cell. */
final class Targets {
  private Targets() {}

  /**
   * The wanted shares of the whole: for a complement, those of existing and new images together.
   *
   * @throws UserException if a cell or class is missing or unknown, or shares do not sum to 1
   */
  static CellDistribution shares(TargetSettings target, AttributeSpace space) {
    if (target.kind() != TargetKind.SHARES) {
      return CellDistribution.uniform(space);
    }
    try {
      return CellDistribution.of(space, target.shares());
    } catch (UserException e) {
      throw new UserException("isonomy.target.shares: " + e.getMessage(), e);
    }
  }

  /** Images to make of each cell. */
  static long[] quotas(
      SparkSession spark, TargetSettings target, AttributeSpace space, long images) {
    if (target.kind() == TargetKind.COMPLEMENT) {
      return CellDistribution.complement(space, existing(spark, target.existing(), space), images);
    }
    return shares(target, space).quotas(images);
  }

  /**
   * Counts the cells of a labelled table; rows without all labels are skipped.
   *
   * @throws UserException if it cannot be read, lacks a label column, or names an unknown class
   */
  static long[] existing(SparkSession spark, String path, AttributeSpace space) {
    Dataset<Row> table = LabelledTable.open(spark, path, "isonomy.target.existing");
    LabelledTable.requireLabels(table, space, path, "isonomy.target.existing");
    Column[] labels =
        space.attributes().stream()
            .map(Attribute::name)
            .map(name -> Columns.named(name))
            .toArray(Column[]::new);
    long[] counts = new long[space.cellCount()];
    List<Row> groups = table.groupBy(labels).count().collectAsList();
    for (Row group : groups) {
      int cell = LabelledTable.cell(group, space, path);
      if (cell >= 0) {
        counts[cell] += group.getLong(labels.length);
      }
    }
    if (Arrays.stream(counts).sum() == 0) {
      throw new UserException(
          "isonomy.target.existing: "
              + path
              + " has no row with all labels; nothing to complement");
    }
    return counts;
  }
}
