package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.RowBlock;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Stacks the rows of a partition into blocks, one block at a time. Columns are features, weight,
 * cell and id. A row that cannot be used ends the partition with a refusal.
 */
final class BlockIterator implements Iterator<BlockPart> {
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
  public BlockPart next() {
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
      return BlockPart.refused(e.getMessage());
    }
    return BlockPart.of(builder.build());
  }

  private void add(Row row, RowBlock.Builder builder) {
    String id =
        row.isNullAt(3) ? position + " of partition " + partition : String.valueOf(row.get(3));
    if (row.isNullAt(0)) {
      throw new UserException("row " + id + " must have features but has null");
    }
    Vector features = row.getAs(0);
    double weight = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    int cell = row.isNullAt(2) || row.getInt(2) < 0 ? RowBlock.NO_CELL : row.getInt(2);
    builder.add(features.toArray(), weight, cell, id);
  }
}
