package dev.isonomy.audit;

import dev.isonomy.error.UserException;
import dev.isonomy.metric.FoldedMoments;
import java.io.Serializable;

/**
 * Everything the audit needs to know of a set, in one pass: counts, confusions, moments of the
 * features and a bounded sample of them. Its size does not grow with the set. Mutable and
 * mergeable.
 */
final class SetTally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int cells;
  private long images;
  private final long[] labeler;
  private final long[] auditor;
  private final double[] confidence;
  private final CellPairs truthAndLabeler = new CellPairs();
  private final CellPairs truthAndAuditor = new CellPairs();
  private final CellPairs labelerAndAuditor = new CellPairs();
  private final RowSample sample;
  private FoldedMoments moments;

  SetTally(int cells, int sampleSize) {
    this.cells = cells;
    this.labeler = new long[cells];
    this.auditor = new long[cells];
    this.confidence = new double[cells];
    this.sample = new RowSample(sampleSize);
  }

  SetTally add(AuditRow row) {
    images++;
    if (row.labeler() >= 0) {
      labeler[row.labeler()]++;
      confidence[row.labeler()] += row.confidence();
    }
    if (row.auditor() >= 0) {
      auditor[row.auditor()]++;
    }
    truthAndLabeler.add(row.truth(), row.labeler());
    truthAndAuditor.add(row.truth(), row.auditor());
    labelerAndAuditor.add(row.labeler(), row.auditor());
    if (row.features().length > 0) {
      addFeatures(row);
    }
    return this;
  }

  private void addFeatures(AuditRow row) {
    if (moments == null) {
      moments = new FoldedMoments(row.features().length);
    }
    long hash = row.hash();
    try {
      moments.add(row.features(), hash);
    } catch (IllegalArgumentException e) {
      throw new UserException("features of an image: " + e.getMessage(), e);
    }
    sample.add(hash, row);
  }

  SetTally merge(SetTally other) {
    images += other.images;
    for (int cell = 0; cell < cells; cell++) {
      labeler[cell] += other.labeler[cell];
      auditor[cell] += other.auditor[cell];
      confidence[cell] += other.confidence[cell];
    }
    truthAndLabeler.merge(other.truthAndLabeler);
    truthAndAuditor.merge(other.truthAndAuditor);
    labelerAndAuditor.merge(other.labelerAndAuditor);
    sample.merge(other.sample);
    if (moments == null) {
      moments = other.moments;
    } else if (other.moments != null) {
      moments.merge(other.moments);
    }
    return this;
  }

  long images() {
    return images;
  }

  long[] labelerCounts() {
    return labeler.clone();
  }

  long[] auditorCounts() {
    return auditor.clone();
  }

  /** Mean confidence of a cell's labels; NaN where none was given. */
  double meanConfidence(int cell) {
    return confidence[cell] / labeler[cell];
  }

  CellPairs truthAndLabeler() {
    return truthAndLabeler;
  }

  CellPairs truthAndAuditor() {
    return truthAndAuditor;
  }

  CellPairs labelerAndAuditor() {
    return labelerAndAuditor;
  }

  RowSample sample() {
    return sample;
  }

  /** Moments of the features, null where there are none. */
  FoldedMoments moments() {
    return moments;
  }
}
