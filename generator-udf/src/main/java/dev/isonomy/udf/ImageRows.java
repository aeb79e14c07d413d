package dev.isonomy.udf;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModelBundle;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Kept images as rows of the data set. */
public final class ImageRows {
  private static final int FIXED_COLUMNS = 13;

  private final ModelBundle bundle;
  private final AttributeSpace space;
  private final SamplingSettings sampling;
  private final String scheduler;
  private final String unaidedScheduler;

  /** Rows of images that a bundle makes. */
  public ImageRows(ModelBundle bundle, SamplingSettings sampling) {
    this.bundle = bundle;
    this.space = bundle.manifest().attributes();
    this.sampling = sampling;
    this.scheduler = sampling.toJson(bundle.manifest());
    this.unaidedScheduler = sampling.toJsonUnaided(bundle.manifest());
  }

  /**
   * The schema: all columns nullable, labels as int64, the image as a struct of bytes and path in
   * this order, which is how Hugging Face {@code datasets} finds it.
   */
  public static StructType schema(AttributeSpace space) {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add("image", image);
    for (Attribute attribute : space.attributes()) {
      schema = schema.add(attribute.name(), DataTypes.LongType);
    }
    return schema
        .add("cell", DataTypes.StringType)
        .add("sample_id", DataTypes.StringType)
        .add("unit", DataTypes.LongType)
        .add("seed", DataTypes.LongType)
        .add("component", DataTypes.LongType)
        .add("posterior", DataTypes.DoubleType)
        .add("label_confidence", DataTypes.DoubleType)
        .add("model_sha256", DataTypes.StringType)
        .add("sampler", DataTypes.StringType)
        .add("steps", DataTypes.LongType)
        .add("scheduler", DataTypes.StringType)
        .add("image_sha256", DataTypes.StringType);
  }

  /**
   * The row of an image whose latent was drawn from a component.
   *
   * @param posterior P(cell | component)
   */
  public Row row(GeneratedImage image, double posterior) {
    return row(image, (long) image.component(), posterior, scheduler);
  }

  /** The row of an image that the model drew unaided: no component, no posterior. */
  public Row unaided(GeneratedImage image) {
    return row(image, null, null, unaidedScheduler);
  }

  private Row row(GeneratedImage image, Long component, Double posterior, String scheduled) {
    int[] classes = image.label().classes();
    Object[] values = new Object[FIXED_COLUMNS + classes.length];
    int i = 0;
    values[i++] = RowFactory.create(image.png(), image.sampleId() + ".png");
    for (int label : classes) {
      values[i++] = (long) label;
    }
    values[i++] = space.cellName(image.label().cell());
    values[i++] = image.sampleId();
    values[i++] = image.unit();
    values[i++] = image.runSeed();
    values[i++] = component;
    values[i++] = posterior;
    values[i++] = image.label().confidence();
    values[i++] = bundle.fingerprint();
    values[i++] = sampling.sampler().label();
    values[i++] = (long) sampling.steps();
    values[i++] = scheduled;
    values[i] = image.sha256();
    return RowFactory.create(values);
  }
}
