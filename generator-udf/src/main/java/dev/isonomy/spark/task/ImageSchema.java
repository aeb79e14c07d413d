package dev.isonomy.spark.task;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a data set of images. All are nullable, labels are 64-bit, and the image is a
 * struct of {@code bytes} and {@code path} in this order: other layouts lose their meaning in
 * Hugging Face {@code datasets}.
 */
public final class ImageSchema {
  /** The encoded image and its name. */
  public static final String IMAGE = "image";

  /** Name of a row's cell, as {@link dev.isonomy.attribute.CellName} has it. */
  public static final String CELL = "cell";

  /** Column of the labeler's confidence. */
  public static final String CONFIDENCE = "label_confidence";

  /** Names unit, cell and draw. */
  public static final String SAMPLE = "sample_id";

  /** Number of the work unit that made a row; what a restart reads. */
  public static final String UNIT = "unit";

  /** Identity of a row's pixels, see {@link dev.isonomy.generate.Pixels#sha256}. */
  public static final String PIXELS = "pixels_sha256";

  /** SHA-256 of a row's file. */
  public static final String FILE = "file_sha256";

  /** What a text-to-image model was asked for. */
  public static final String PROMPT = "prompt_id";

  /** The text that it was given. */
  public static final String TEXT = "prompt";

  /** The scale of guidance. */
  public static final String GUIDANCE = "guidance";

  private static final List<Column> OF_PROMPTS =
      List.of(
          new Column(PROMPT, DataTypes.StringType, "Names the prompt that the quota belongs to."),
          new Column(
              TEXT,
              DataTypes.StringType,
              "The text that the model was given: the prompt, or a phrasing of it."),
          new Column(
              GUIDANCE, DataTypes.DoubleType, "The scale of guidance by the prompt; 1 is none."));

  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              CELL,
              DataTypes.StringType,
              "Name of the cell: the classes of all attributes, joined by dots; in them, a dot is"
                  + " %2E."),
          new Column(SAMPLE, DataTypes.StringType, "Names unit, cell and draw."),
          new Column(UNIT, DataTypes.LongType, "The work unit that made the image."),
          new Column("seed", DataTypes.LongType, "The run's seed."),
          new Column(
              "component",
              DataTypes.LongType,
              "The mixture component that the latent was drawn from, or which phrasing of the"
                  + " prompt was drawn; null for an image that the model drew unaided."),
          new Column(
              "component_purity",
              DataTypes.DoubleType,
              "P(cell | component): how often images of the component, or of the phrasing, are of"
                  + " the cell; null without either."),
          new Column(
              "latent_posterior",
              DataTypes.DoubleType,
              "P(cell | latent), over all components; null where the image was not drawn from a"
                  + " clean latent."),
          new Column(
              CONFIDENCE, DataTypes.DoubleType, "The labeler's confidence in the image's labels."),
          new Column("model_sha256", DataTypes.StringType, "Digest of the model."),
          new Column("sampler", DataTypes.StringType, "The diffusion sampler."),
          new Column("steps", DataTypes.LongType, "Denoiser steps per image."),
          new Column("scheduler", DataTypes.StringType, "The sampler's settings as JSON."),
          new Column(
              PIXELS,
              DataTypes.StringType,
              "Identity of the pixels: SHA-256 of the line 'RGB WIDTH HEIGHT' and of the pixels, row"
                  + " by row, a byte each for red, green and blue."),
          new Column(FILE, DataTypes.StringType, "SHA-256 of the encoded image."));

  /**
   * A column.
   *
   * @param name its name
   * @param type text, 64-bit integer or double
   * @param text what it holds
   */
  public record Column(String name, DataType type, String text) {}

  private ImageSchema() {}

  /**
   * The columns after the image and the labels, in their order.
   *
   * @param prompted whether the model is asked for something
   */
  public static List<Column> columns(boolean prompted) {
    return prompted ? Stream.concat(COLUMNS.stream(), OF_PROMPTS.stream()).toList() : COLUMNS;
  }

  /** The schema for a space of attributes: one label column each, after the image. */
  public static StructType of(AttributeSpace space) {
    return of(space, false);
  }

  /**
   * The same for images of a model that may take prompts.
   *
   * @param prompted whether the model is asked for something
   */
  public static StructType of(AttributeSpace space, boolean prompted) {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add(IMAGE, image);
    for (Attribute attribute : space.attributes()) {
      schema = schema.add(attribute.name(), DataTypes.LongType);
    }
    for (Column column : columns(prompted)) {
      schema = schema.add(column.name(), column.type());
    }
    return schema;
  }
}
