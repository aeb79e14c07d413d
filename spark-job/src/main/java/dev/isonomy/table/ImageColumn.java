package dev.isonomy.table;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Columns of encoded images: bytes, a path, or a struct of both as {@code datasets} writes it. */
public final class ImageColumn {
  private ImageColumn() {}

  /**
   * Refuses a column that cannot hold images.
   *
   * @param key option or configuration key that names the column
   * @throws UserException if it is missing, cannot be read, or is of another type
   */
  public static void require(Table table, String column, String key) {
    if (table.columns().contains(column)) {
      table.require(column);
    }
    require(table.schema(), column, key, table.path());
  }

  /**
   * Refuses a column that cannot hold images.
   *
   * @param schema of the table
   * @param key option or configuration key that names the column
   * @param where what the table is called in messages
   * @throws UserException if it is missing or of another type
   */
  public static void require(StructType schema, String column, String key, String where) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    if (!columns.contains(column)) {
      throw new UserException(
          "%s is %s but %s has the columns %s%s"
              .formatted(key, column, where, Names.list(columns), Names.offer(column, columns)));
    }
    DataType type = schema.apply(column).dataType();
    if (!isImage(type)) {
      throw new UserException(
          "%s %s of %s must be binary, a path or struct<bytes,path> but is %s"
              .formatted(key, column, where, type.simpleString()));
    }
  }

  /** Whether a type can hold encoded images or paths of some. */
  public static boolean isImage(DataType type) {
    if (type instanceof StructType struct) {
      List<String> fields = Arrays.asList(struct.fieldNames());
      return fields.contains("bytes") || fields.contains("path");
    }
    return type instanceof BinaryType || type instanceof StringType;
  }
}
