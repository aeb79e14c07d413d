package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.image.DecodedImage;
import dev.isonomy.image.ImageDecoder;
import dev.isonomy.model.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;

/**
 * Holds the rows of a data set against themselves and the run: the picture decodes to the right
 * size, its hash is the recorded one, labels and cell agree, and model and seed are the run's.
 *
 * @param cells names of the cells
 * @param attributes names of the label columns
 * @param classes class numbers of each cell
 * @param height of a picture
 * @param width of a picture
 * @param modelSha256 fingerprint of the run's model
 * @param seed of the run
 */
public record RowCheck(
    List<String> cells,
    List<String> attributes,
    int[][] classes,
    int height,
    int width,
    String modelSha256,
    long seed)
    implements Serializable {

  /** A check of rows over a space of attributes. */
  public static RowCheck of(
      AttributeSpace space, int height, int width, String modelSha256, long seed) {
    int[][] classes = new int[space.cellCount()][];
    for (int cell = 0; cell < classes.length; cell++) {
      classes[cell] = space.classesOf(cell);
    }
    return new RowCheck(
        List.copyOf(space.cellNames()),
        space.attributes().stream().map(Attribute::name).toList(),
        classes,
        height,
        width,
        modelSha256,
        seed);
  }

  /** The tally with one more row. */
  public RowTally add(RowTally tally, Row row) {
    String problem = problem(row);
    return tally.plus(problem.isEmpty() ? "" : "row " + row.getAs("sample_id") + " " + problem);
  }

  private String problem(Row row) {
    Row image = row.getAs("image");
    byte[] bytes = image == null ? null : image.getAs("bytes");
    if (bytes == null) {
      return "has no picture";
    }
    String sha256 = Sha256.of(bytes);
    if (!sha256.equals(row.getAs("image_sha256"))) {
      return "has a picture whose SHA-256 is %s where image_sha256 says %s"
          .formatted(sha256, row.<String>getAs("image_sha256"));
    }
    if (!modelSha256.equals(row.getAs("model_sha256"))) {
      return "comes from the model " + row.getAs("model_sha256") + ", not from " + modelSha256;
    }
    if (!Objects.equals(seed, row.getAs("seed"))) {
      return "comes from the seed " + row.getAs("seed") + ", not from " + seed;
    }
    String labels = labels(row);
    return labels.isEmpty() ? picture(bytes) : labels;
  }

  private String labels(Row row) {
    int cell = cells.indexOf(row.<String>getAs(DatasetSchema.CELL));
    if (cell < 0) {
      return "is of the unknown cell " + row.getAs(DatasetSchema.CELL);
    }
    for (int a = 0; a < attributes.size(); a++) {
      Long label = row.getAs(attributes.get(a));
      if (label == null || label != classes[cell][a]) {
        return "has the label %s = %s, but its cell is %s"
            .formatted(attributes.get(a), label, cells.get(cell));
      }
    }
    return "";
  }

  private String picture(byte[] bytes) {
    try {
      DecodedImage image = ImageDecoder.decode(bytes);
      boolean fits = image.height() == height && image.width() == width;
      return fits
          ? ""
          : "has a picture of %d x %d pixels where the model makes %d x %d"
              .formatted(image.width(), image.height(), width, height);
    } catch (IOException e) {
      return "has a picture that cannot be decoded: " + e.getMessage();
    }
  }
}
