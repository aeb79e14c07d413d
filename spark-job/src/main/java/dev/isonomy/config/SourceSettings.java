package dev.isonomy.config;

/**
 * Section {@code source}.
 *
 * @param kind where the images come from
 * @param path folder or table, empty where images are drawn
 * @param imageColumn column of the table that holds the image
 * @param labels what is done with columns or folders of labels
 * @param classNumbers what class numbers mean that the table does not name; never {@code AUTO}
 * @param natural drawn images without a label
 * @param supportPerCell drawn images with a label, per cell
 * @param batchSize images per call of the encoder
 * @param labelledRows what labelled images say of the natural shares
 * @param maxRejectedShare share of unreadable images (0..1) that a run tolerates
 */
public record SourceSettings(
    SourceKind kind,
    String path,
    String imageColumn,
    SourceLabels labels,
    ClassNumbers classNumbers,
    int natural,
    int supportPerCell,
    int batchSize,
    LabelledRows labelledRows,
    double maxRejectedShare) {

  static SourceSettings read(Section section, String bundle) {
    SourceKind kind = SourceKind.read(section, "kind");
    if (!kind.drawn() && section.text("path").isEmpty()) {
      throw section.wrong("path", "set for source.kind = " + kind);
    }
    return new SourceSettings(
        kind,
        section.text("path"),
        section.name("image-column"),
        section.choice("labels", SourceLabels.class),
        section.choice("class-numbers", ClassNumbers.class).of(bundle),
        section.integer("natural", 0, Integer.MAX_VALUE),
        section.integer("support-per-cell", 1, Integer.MAX_VALUE),
        section.integer("batch-size", 1, 65_536),
        section.choice("labelled-rows", LabelledRows.class),
        section.number("max-rejected-share", 0, 1));
  }

  /** Whether labelled images follow the natural shares, as unlabelled ones do. */
  public boolean labelledRowsAreNatural() {
    return labelledRows == LabelledRows.NATURAL
        || (labelledRows == LabelledRows.AUTO && !kind.drawn());
  }
}
