package dev.isonomy.spark;

import static org.apache.spark.sql.functions.lit;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/** The rows of a data set as blocks. */
final class BlockRows {
  private final JavaRDD<Row> rows;
  private final int dimension;

  private BlockRows(JavaRDD<Row> rows, int dimension) {
    this.rows = rows;
    this.dimension = dimension;
  }

  /** Selects the columns that the Params name. The first row determines the width. */
  static BlockRows of(Dataset<?> dataset, MixtureParams params) {
    StructType schema = dataset.schema();
    Columns.Renamed named = Columns.distinct(dataset);
    Column weight =
        params.isDefined(params.weightCol())
            ? named.column(params.getWeightCol()).cast("double")
            : lit(1.0);
    Column cell =
        params.isDefined(params.labelCol())
            ? named.column(params.getLabelCol()).cast("double")
            : lit(null).cast("double");
    Column id =
        params.isDefined(params.idCol())
            ? named.column(params.getIdCol()).cast("string")
            : lit(null).cast("string");
    Column features = features(named, schema, params.getFeaturesCol());
    Dataset<Row> selected = named.rows().select(features, weight, cell, id);
    List<Row> first = selected.takeAsList(1);
    if (first.isEmpty()) {
      throw new UserException(
          "column "
              + Quoted.of(params.getFeaturesCol())
              + " must have at least one row but the data set is empty");
    }
    Row row = first.get(0);
    if (row.isNullAt(0)) {
      throw new UserException(
          "column "
              + Quoted.of(params.getFeaturesCol())
              + " must have features but the first row has null");
    }
    Vector vector = row.getAs(0);
    if (vector.size() == 0) {
      throw new UserException(
          "column "
              + Quoted.of(params.getFeaturesCol())
              + " must have at least 1 number per row but has 0");
    }
    return new BlockRows(selected.javaRDD(), vector.size());
  }

  /** The features as a column of vectors. */
  static Column features(Columns.Renamed named, StructType schema, String name) {
    Column column = named.column(name);
    return Columns.field(schema, name, "featuresCol").dataType() instanceof ArrayType
        ? org.apache.spark.ml.functions.array_to_vector(column.cast("array<double>"))
        : column;
  }

  int dimension() {
    return dimension;
  }

  /** The blocks of all partitions. */
  JavaRDD<BlockOrRefusal> blocks() {
    int d = dimension;
    return rows.mapPartitions(part -> new BlockIterator(part, d, TaskContext.getPartitionId()));
  }
}
