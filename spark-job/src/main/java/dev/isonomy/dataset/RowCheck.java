package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.condition.Asked;
import dev.isonomy.generate.Pixels;
import dev.isonomy.image.AreaAverage;
import dev.isonomy.image.Crop;
import dev.isonomy.image.DecodedImage;
import dev.isonomy.image.ImageDecoder;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Sha256;
import dev.isonomy.plan.Drawing;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.spark.task.ImageSchema;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;

/**
 * Holds the rows of a data set against themselves, the plan and the model: the image decodes to the
 * right size, its file and its pixels have the recorded hashes, labels and cell agree, the labeler
 * was sure enough, model and seed are the run's, and the component is one that the plan draws for
 * the cell.
 *
 * @param cells names of the cells, or of pairs of prompt and cell
 * @param prompts how many prompts those pairs have, 0 where cells are no pairs
 * @param attributes names of the label columns
 * @param classes class numbers of each cell
 * @param shape of an image
 * @param modelSha256 fingerprint of the run's model
 * @param seed of the plan
 * @param drawing the components that the plan draws from
 */
public record RowCheck(
    List<String> cells,
    int prompts,
    List<String> attributes,
    int[][] classes,
    PixelShape shape,
    String modelSha256,
    long seed,
    Drawing drawing)
    implements Serializable {

  /**
   * A check of the rows of a plan.
   *
   * @param plan what was to be made
   * @param shape of an image
   * @param modelSha256 fingerprint of the run's model
   */
  public static RowCheck of(GenerationPlan plan, PixelShape shape, String modelSha256) {
    AttributeSpace space = plan.space();
    List<Attribute> attributes = space.attributes();
    int prompts = Asked.isOfPairs(space) ? attributes.get(0).size() : 0;
    int labels = prompts > 0 ? 1 : 0; // the first attribute with a column of labels
    int[][] classes = new int[space.cellCount()][];
    for (int cell = 0; cell < classes.length; cell++) {
      int[] all = space.classesOf(cell);
      classes[cell] = Arrays.copyOfRange(all, labels, all.length);
    }
    return new RowCheck(
        List.copyOf(space.cellNames()),
        prompts,
        attributes.stream().skip(labels).map(Attribute::name).toList(),
        classes,
        shape,
        modelSha256,
        plan.seed(),
        plan.drawing());
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
      return "has no image";
    }
    if (!Sha256.of(bytes).equals(row.getAs(ImageSchema.FILE))) {
      return "has an image whose file's SHA-256 is %s where file_sha256 says %s"
          .formatted(Sha256.of(bytes), row.<String>getAs(ImageSchema.FILE));
    }
    if (!modelSha256.equals(row.getAs("model_sha256"))) {
      return "comes from the model " + row.getAs("model_sha256") + ", not from " + modelSha256;
    }
    if (!Objects.equals(seed, row.getAs("seed"))) {
      return "comes from the seed " + row.getAs("seed") + ", not from " + seed;
    }
    String labels = labels(row);
    labels = labels.isEmpty() ? confidence(row) : labels;
    String provenance = labels.isEmpty() ? component(row) : labels;
    return provenance.isEmpty() ? image(bytes, row.getAs(ImageSchema.PIXELS)) : provenance;
  }

  /** The component must be one that the plan draws for the cell, and none without components. */
  private String component(Row row) {
    Long component = row.getAs("component");
    boolean unaided = drawing.unaided();
    int cell = cell(row);
    int components = drawing.componentCount() / Math.max(1, prompts);
    int prompt = prompts == 0 ? 0 : cell / (cells.size() / prompts);
    boolean planned =
        component == null
            ? unaided
            : !unaided
                && component >= 0
                && component < components
                && drawing.draws(cell, prompt * components + component.intValue());
    return planned
        ? ""
        : "comes from component %s, which the plan does not draw for the cell %s"
            .formatted(component, cells.get(cell));
  }

  private String name(Row row) {
    String prompt = prompts > 0 ? row.<String>getAs(ImageSchema.PROMPT) : null;
    return Asked.pairName(prompt, row.getAs(ImageSchema.CELL));
  }

  private int cell(Row row) {
    return cells.indexOf(name(row));
  }

  private String labels(Row row) {
    int cell = cell(row);
    if (cell < 0) {
      return "is of the unknown cell " + name(row);
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

  /** A label that the labeler would have abstained from is none. */
  private String confidence(Row row) {
    double least =
        drawing instanceof Rejection rejection ? rejection.thresholds().abstainBelow() : 0;
    Double confidence = least > 0 ? row.getAs(ImageSchema.CONFIDENCE) : Double.valueOf(1);
    return confidence == null || confidence < least
        ? "has the label confidence %s, but the plan's abstainBelow is %s"
            .formatted(confidence, least)
        : "";
  }

  private String image(byte[] bytes, String claimed) {
    try {
      DecodedImage image = ImageDecoder.decode(bytes);
      int width = shape.width();
      int height = shape.height();
      if (image.height() != height || image.width() != width) {
        return "has an image of %d x %d pixels where the model makes %d x %d"
            .formatted(image.width(), image.height(), width, height);
      }
      byte[] pixels = AreaAverage.pixels(image, new Crop(0, 0, width, height), shape);
      String sha256 = Pixels.sha256(pixels, shape);
      return sha256.equals(claimed)
          ? ""
          : "has an image whose pixels' SHA-256 is %s where pixels_sha256 says %s"
              .formatted(sha256, claimed);
    } catch (IOException e) {
      return "has an image that cannot be decoded: " + e.getMessage();
    }
  }
}
