package dev.isonomy.audit.metric;

/**
 * Images by the cells that the labeler and the auditor say, and how often the truth, the labeler
 * and the auditor come together.
 */
public final class LabelTally implements Tally<LabelTally> {
  private static final long serialVersionUID = 1L;

  private final long[] labeler;
  private final long[] auditor;
  private final CellPairs truthAndLabeler = new CellPairs();
  private final CellPairs truthAndAuditor = new CellPairs();
  private final CellPairs labelerAndAuditor = new CellPairs();

  /**
   * No labels yet.
   *
   * @param cells how many cells there are
   */
  public LabelTally(int cells) {
    this(new long[cells], new long[cells]);
  }

  private LabelTally(long[] labeler, long[] auditor) {
    this.labeler = labeler;
    this.auditor = auditor;
  }

  /** A tally of which only counts are known. */
  static LabelTally ofCounts(long[] labeler, long[] auditor) {
    return new LabelTally(labeler.clone(), auditor.clone());
  }

  @Override
  public void add(AuditImage image) {
    if (image.labeler() >= 0) {
      labeler[image.labeler()]++;
    }
    if (image.auditor() >= 0) {
      auditor[image.auditor()]++;
    }
    truthAndLabeler.add(image.truth(), image.labeler());
    truthAndAuditor.add(image.truth(), image.auditor());
    labelerAndAuditor.add(image.labeler(), image.auditor());
  }

  @Override
  public void merge(LabelTally other) {
    for (int cell = 0; cell < labeler.length; cell++) {
      labeler[cell] += other.labeler[cell];
      auditor[cell] += other.auditor[cell];
    }
    truthAndLabeler.merge(other.truthAndLabeler);
    truthAndAuditor.merge(other.truthAndAuditor);
    labelerAndAuditor.merge(other.labelerAndAuditor);
  }

  /** Images of each cell, by the labeler; a copy. */
  public long[] labeler() {
    return labeler.clone();
  }

  /** Images of each cell, by the auditor; a copy. */
  public long[] auditor() {
    return auditor.clone();
  }

  /** How often a true cell came with each of the labeler's. */
  public CellPairs truthAndLabeler() {
    return truthAndLabeler;
  }

  /** How often a true cell came with each of the auditor's. */
  public CellPairs truthAndAuditor() {
    return truthAndAuditor;
  }

  /** How often a cell of the labeler came with each of the auditor's. */
  public CellPairs labelerAndAuditor() {
    return labelerAndAuditor;
  }
}
