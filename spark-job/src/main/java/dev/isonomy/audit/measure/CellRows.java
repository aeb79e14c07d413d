package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.RowSample;

/**
 * Sampled features of a set and of the reference that is like it, by cell.
 *
 * @param real of the reference, without rows where there is no reference
 * @param generated of the set
 */
record CellRows(float[][][] real, float[][][] generated) {
  /** The rows of a set and of its yardstick. */
  static CellRows of(MeasuredSet set, AuditScope scope) {
    int cells = scope.cells();
    return new CellRows(
        scope
            .yardstick()
            .map(reference -> reference.tally(RowSample.class).rowsByCell(cells))
            .orElseGet(() -> new float[cells][0][]),
        set.tally(RowSample.class).rowsByCell(cells));
  }

  float[][] real(int cell) {
    return real[cell];
  }

  float[][] generated(int cell) {
    return generated[cell];
  }
}
