package dev.isonomy.audit;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * One image of a set, decoded. Cells are -1 where unknown, features are empty where there are none.
 *
 * @param truth the true cell
 * @param labeler the labeler's cell
 * @param auditor the auditor's cell
 * @param confidence of the labeler, NaN where unknown
 * @param features one number per feature
 */
public record AuditRow(int truth, int labeler, int auditor, double confidence, float[] features)
    implements Serializable {
  /** A cell that is not known. */
  public static final int UNKNOWN = -1;

  static AuditRow of(Row row, int cells) {
    return new AuditRow(
        cell(row, AuditSchema.TRUTH, cells),
        cell(row, AuditSchema.LABELER, cells),
        cell(row, AuditSchema.AUDITOR, cells),
        confidence(row),
        features(row));
  }

  /** What the row is filed under: the truth where it is known, else its label. */
  int cell() {
    return truth >= 0 ? truth : labeler >= 0 ? labeler : auditor;
  }

  /**
   * A number that depends on the features alone, spread evenly: it decides which rows are sampled,
   * whatever partition they are in.
   */
  public long hash() {
    long hash = 0x9E3779B97F4A7C15L;
    for (float feature : features) {
      hash = (hash ^ Float.floatToIntBits(feature)) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 30)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }

  private static int column(Row row, String name) {
    int at = Arrays.asList(row.schema().fieldNames()).indexOf(name);
    return at < 0 || row.isNullAt(at) ? -1 : at;
  }

  private static int cell(Row row, String name, int cells) {
    int at = column(row, name);
    if (at < 0) {
      return -1;
    }
    int cell = ((Number) row.get(at)).intValue();
    if (cell < 0 || cell >= cells) {
      throw new UserException(
          "column " + name + " must hold cells in [0, " + cells + ") but holds " + cell);
    }
    return cell;
  }

  private static double confidence(Row row) {
    int at = column(row, AuditSchema.CONFIDENCE);
    return at < 0 ? Double.NaN : ((Number) row.get(at)).doubleValue();
  }

  private static float[] features(Row row) {
    int at = column(row, AuditSchema.FEATURES);
    if (at < 0) {
      return new float[0];
    }
    List<Number> list = row.getList(at);
    float[] features = new float[list.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = list.get(i).floatValue();
    }
    return features;
  }
}
