package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Stacks the rows of a partition into blocks, one block at a time. Columns are features, weight,
 * cell and id. A row that cannot be used ends the partition with a refusal.
 */
final class BlockIterator implements Iterator<BlockOrRefusal> {
  private final Iterator<Row> rows;
  private final int dimension;
  private final int partition;
  private long position;
  private boolean refused;

  BlockIterator(Iterator<Row> rows, int dimension, int partition) {
    this.rows = rows;
    this.dimension = dimension;
    this.partition = partition;
  }

  @Override
  public boolean hasNext() {
    return !refused && rows.hasNext();
  }

  @Override
  public BlockOrRefusal next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RowBlock.Builder builder = new RowBlock.Builder(dimension, RowBlock.usualRows(dimension));
    try {
      while (rows.hasNext() && !builder.isFull()) {
        add(rows.next(), builder);
        position++;
      }
    } catch (UserException e) {
      refused = true;
      return BlockOrRefusal.refused(e.getMessage());
    }
    return BlockOrRefusal.of(builder.build());
  }

  private void add(Row row, RowBlock.Builder builder) {
    String id =
        row.isNullAt(3) ? position + " of partition " + partition : String.valueOf(row.get(3));
    if (row.isNullAt(0)) {
      throw new UserException("row " + id + " must have features but has null");
    }
    Vector features = row.getAs(0);
    double weight = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    builder.add(features.toArray(), weight, cell(row, id), id);
  }

  private static int cell(Row row, String id) {
    double label = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
    if (Double.isNaN(label) || label < 0) {
      return RowBlock.NO_CELL;
    }
    if (label != Math.rint(label) || label > Integer.MAX_VALUE) {
      throw new UserException(
          "row " + id + " must have a whole number as its label but has " + label);
    }
    return (int) label;
  }
}
