package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.Table;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/** Turns section {@code target} into images per cell. */
final class Targets {
  private static final String EXISTING = "isonomy.target.existing";

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
      return CellDistribution.complement(space, existing(spark, target, space), images);
    }
    return shares(target, space).quotas(images);
  }

  /**
   * Counts the cells of a labelled table; rows without all labels are skipped.
   *
   * @throws UserException if it cannot be read, lacks a label column, or holds a label that is no
   *     class
   */
  static long[] existing(SparkSession spark, TargetSettings target, AttributeSpace space) {
    Table table = Table.open(spark, EXISTING, target.existing());
    LabelColumns labels =
        LabelColumns.matching(table, space, target.classNumbers(), "isonomy.target.class-numbers");
    long[] counts = Arrays.copyOf(labels.count(table), space.cellCount());
    if (Arrays.stream(counts).sum() == 0) {
      throw new UserException(table.where() + " has no row with all labels; nothing to complement");
    }
    return counts;
  }
}
