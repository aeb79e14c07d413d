package dev.isonomy.udf;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.generate.CellEvidence;
import dev.isonomy.generate.DrawnImage;
import dev.isonomy.generate.GeneratedImage;
import dev.isonomy.generate.KeptDraw;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.ModelBundle;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Kept images as rows of the data set. */
public final class ImageRows {
  private static final int FIXED_COLUMNS = 15;

  private final ModelBundle bundle;
  private final AttributeSpace space;
  private final SamplingSettings sampling;
  private final CellEvidence evidence;
  private final String scheduler;
  private final String unaidedScheduler;

  /**
   * Rows of images that a bundle makes.
   *
   * @param evidence what components and latents say of cells
   */
  public ImageRows(ModelBundle bundle, SamplingSettings sampling, CellEvidence evidence) {
    this.bundle = bundle;
    this.space = bundle.manifest().attributes();
    this.sampling = sampling;
    this.evidence = evidence;
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
        .add("component_purity", DataTypes.DoubleType)
        .add("latent_posterior", DataTypes.DoubleType)
        .add("label_confidence", DataTypes.DoubleType)
        .add("model_sha256", DataTypes.StringType)
        .add("sampler", DataTypes.StringType)
        .add("steps", DataTypes.LongType)
        .add("scheduler", DataTypes.StringType)
        .add("pixels_sha256", DataTypes.StringType)
        .add("file_sha256", DataTypes.StringType);
  }

  /**
   * The row of an image. One that the model drew unaided has no component and no purity; only a
   * clean latent has a posterior.
   */
  public Row row(GeneratedImage image) {
    KeptDraw kept = image.kept();
    int cell = kept.label().cell();
    int[] classes = kept.label().classes();
    boolean unaided = kept.component() == DrawnImage.NO_COMPONENT;
    Object[] values = new Object[FIXED_COLUMNS + classes.length];
    int i = 0;
    values[i++] = RowFactory.create(image.png(), image.sampleId() + ".png");
    for (int label : classes) {
      values[i++] = (long) label;
    }
    values[i++] = space.cellName(cell);
    values[i++] = image.sampleId();
    values[i++] = kept.unit();
    values[i++] = kept.runSeed();
    values[i++] = unaided ? null : Long.valueOf(kept.component());
    values[i++] = nullable(evidence.componentPurity(cell, kept.component()));
    values[i++] = nullable(evidence.latentPosterior(cell, kept.latent()));
    values[i++] = kept.label().confidence();
    values[i++] = bundle.fingerprint();
    values[i++] = sampling.sampler().label();
    values[i++] = (long) sampling.steps();
    values[i++] = unaided ? unaidedScheduler : scheduler;
    values[i++] = image.pixelsSha256();
    values[i] = image.fileSha256();
    return RowFactory.create(values);
  }

  private static Double nullable(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
