package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.udf.ImageRows;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a data set. All are nullable, labels are 64-bit, and the image is a struct of
 * {@code bytes} and {@code path} in this order: other layouts lose their meaning in Hugging Face
 * {@code datasets}.
 */
public final class DatasetSchema {
  /** Number of the work unit that made a row; what a restart reads. */
  public static final String UNIT = "unit";

  /** Identity of a row's pixels, see {@link dev.isonomy.generate.Pixels#sha256}. */
  public static final String PIXELS = "pixels_sha256";

  /** SHA-256 of a row's file. */
  public static final String FILE = "file_sha256";

  private static final Attribute ANY = new Attribute("any", List.of("0", "1"));

  /** Name of a row's cell, as {@link dev.isonomy.attribute.CellName} has it. */
  public static final String CELL = "cell";

  /** The columns after the image and the labels, in their order. */
  static final List<Column> COLUMNS =
      List.of(
          new Column(
              CELL,
              Kind.TEXT,
              "Name of the cell: the classes of all attributes, joined by dots; in them, a dot is"
                  + " %2E."),
          new Column("sample_id", Kind.TEXT, "Names unit, cell and draw."),
          new Column(UNIT, Kind.WHOLE, "The work unit that made the image."),
          new Column("seed", Kind.WHOLE, "The run's seed."),
          new Column(
              "component",
              Kind.WHOLE,
              "The mixture component that the latent was drawn from; null for an image that the"
                  + " model drew unaided."),
          new Column(
              "component_purity",
              Kind.NUMBER,
              "P(cell | component): how often images of the component are of the cell; null without"
                  + " a component."),
          new Column(
              "latent_posterior",
              Kind.NUMBER,
              "P(cell | latent), over all components; null where the image was not drawn from a"
                  + " clean latent."),
          new Column(
              "label_confidence", Kind.NUMBER, "The labeler's confidence in the image's labels."),
          new Column("model_sha256", Kind.TEXT, "Digest of the model."),
          new Column("sampler", Kind.TEXT, "The diffusion sampler."),
          new Column("steps", Kind.WHOLE, "Denoiser steps per image."),
          new Column("scheduler", Kind.TEXT, "The sampler's settings as JSON."),
          new Column(
              PIXELS,
              Kind.TEXT,
              "Identity of the pixels: SHA-256 of the line 'RGB WIDTH HEIGHT' and of the pixels, row"
                  + " by row, a byte each for red, green and blue."),
          new Column(FILE, Kind.TEXT, "SHA-256 of the encoded image."));

  /** The type of a column, by the names that others have for it. */
  enum Kind {
    /** A text. */
    TEXT("string", "sc:Text"),
    /** A whole number of 64 bits. */
    WHOLE("int64", "sc:Integer"),
    /** A number. */
    NUMBER("float64", "sc:Float");

    private final String feature;
    private final String croissant;

    Kind(String feature, String croissant) {
      this.feature = feature;
      this.croissant = croissant;
    }

    /** Its name in Hugging Face {@code datasets}. */
    String feature() {
      return feature;
    }

    /** Its name in Croissant. */
    String croissant() {
      return croissant;
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param kind its type
   * @param text what it holds
   */
  record Column(String name, Kind kind, String text) {}

  /** Columns of latents, which have label columns of the same names beside them. */
  private static final Set<String> OF_LATENTS = Set.of("id", "latent", "role");

  private DatasetSchema() {}

  /**
   * Refuses attributes whose columns could not be told apart.
   *
   * @param space the attributes
   * @param where what names them, such as a bundle
   * @throws UserException if an attribute has the name of another column, or two attributes differ
   *     by the case of letters only, which most readers of tables take for one column
   */
  public static void requireColumns(AttributeSpace space, String where) {
    Map<String, String> seen = new HashMap<>();
    for (String fixed : of(AttributeSpace.of(ANY)).fieldNames()) {
      seen.put(fixed.toLowerCase(Locale.ROOT), "the data set's column " + fixed);
    }
    seen.remove(ANY.name());
    OF_LATENTS.forEach(name -> seen.put(name, "the latents' column " + name));
    for (Attribute attribute : space.attributes()) {
      String name = attribute.name();
      String other = seen.put(name.toLowerCase(Locale.ROOT), "the attribute " + Quoted.of(name));
      if (other != null) {
        throw new UserException(
            "%s: attribute %s would have the same column as %s; rename it in bundle.json"
                .formatted(where, Quoted.of(name), other));
      }
    }
  }

  /** The schema for a space of attributes: one label column each, after the image. */
  public static StructType of(AttributeSpace space) {
    return ImageRows.schema(space);
  }
}
