package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a data set. All are nullable, labels are 64-bit, and the image is a struct of
 * {@code bytes} and {@code path} in this order: other layouts lose their meaning in Hugging Face
 * {@code datasets}.
 */
public final class DatasetSchema {
  /** Number of the work unit that made a row; what a restart reads. */
  public static final String UNIT = "unit";

  private static final Attribute ANY = new Attribute("any", List.of("0", "1"));

  /** Name of a row's cell, as {@link dev.isonomy.attribute.CellName} has it. */
  public static final String CELL = "cell";

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
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add("image", image);
    for (Attribute attribute : space.attributes()) {
      schema = schema.add(attribute.name(), DataTypes.LongType);
    }
    return schema
        .add(CELL, DataTypes.StringType)
        .add("sample_id", DataTypes.StringType)
        .add(UNIT, DataTypes.LongType)
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
}
