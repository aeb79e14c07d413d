package dev.isonomy.audit.dataset;

import dev.isonomy.config.ClassNumbers;
import java.util.List;

/**
 * What to audit, when it is not the data set of a run. Empty texts mean "not given".
 *
 * @param dataset labelled Parquet
 * @param labels label columns by name or number
 * @param classNumbers what class numbers mean in columns of the bundle's attributes that nothing
 *     names
 * @param imageColumn where the images are
 * @param bundle whose auditor and features judge the images
 * @param reference labelled Parquet of real images, or the name of {@link
 *     dev.isonomy.spi.ReferenceImages}
 * @param training Parquet of the generator's training images, or the name of {@link
 *     dev.isonomy.spi.ReferenceImages}
 * @param output directory of the report
 */
public record AuditRequest(
    String dataset,
    List<String> labels,
    ClassNumbers classNumbers,
    String imageColumn,
    String bundle,
    String reference,
    String training,
    String output) {
  /** Copies the list. */
  public AuditRequest {
    labels = List.copyOf(labels);
  }
}
