package dev.isonomy.spark;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.Suggestion;
import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns by their literal names, with dots, blanks, backticks or any other characters. */
public final class Columns {
  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  private Columns() {}

  /**
   * A name that Spark's parser takes for one column.
   *
   * @param name of a column
   * @return the name in backticks, with those inside it doubled
   */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /**
   * A column of exactly this name; dots mean no fields.
   *
   * @param name of a column
   * @return the column, not bound to a data set
   */
  public static Column named(String name) {
    return functions.col(quoted(name));
  }

  /**
   * The field of a schema that has exactly this name.
   *
   * @param schema of a data set
   * @param name of a column
   * @param key what asks for it, for the message
   * @throws UserException if there is none, or several
   */
  static StructField field(StructType schema, String name, String key) {
    List<StructField> found =
        Arrays.stream(schema.fields()).filter(each -> each.name().equals(name)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    List<String> columns = Arrays.asList(schema.fieldNames());
    if (found.isEmpty()) {
      throw new UserException(
          key
              + " names the column "
              + Quoted.of(name)
              + ", but the columns are "
              + Quoted.list(columns)
              + Suggestion.hint(name, columns));
    }
    throw new UserException(
        key + " names the column " + Quoted.of(name) + ", of which there are " + found.size());
  }

  /**
   * The rows under names that Spark can tell apart. Columns are renamed by position if the names of
   * two differ only in case.
   *
   * @param dataset any data set
   * @return the same rows, and for each column of {@code dataset} its name there
   */
  static Renamed distinct(Dataset<?> dataset) {
    String[] names = dataset.columns();
    boolean caseSensitive =
        Boolean.parseBoolean(dataset.sparkSession().conf().get(CASE_SENSITIVE, "false"));
    Set<String> seen = new HashSet<>();
    boolean alike =
        Arrays.stream(names)
            .anyMatch(name -> !seen.add(caseSensitive ? name : name.toLowerCase(Locale.ROOT)));
    if (!alike) {
      return new Renamed(dataset.toDF(), names, names);
    }
    String[] places =
        IntStream.range(0, names.length).mapToObj(i -> "column" + i).toArray(String[]::new);
    return new Renamed(dataset.toDF(places), names, places);
  }

  /** Rows with the old and the new names of their columns. */
  record Renamed(Dataset<Row> rows, String[] before, String[] now) {
    /** The column that had this name. */
    Column column(String name) {
      return named(now[Arrays.asList(before).indexOf(name)]);
    }

    /** Rows with columns appended, under the names of before. */
    Dataset<Row> restored(Dataset<Row> output) {
      if (Arrays.equals(before, now)) {
        return output;
      }
      String[] names = output.columns();
      System.arraycopy(before, 0, names, 0, before.length);
      return output.toDF(names);
    }
  }
}
