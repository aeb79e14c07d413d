package dev.isonomy.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.spark.task.ImageSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether attributes can be columns of latents and of a data set. */
public final class LabelColumnNames {
  private static final Attribute ANY = new Attribute("any", List.of("0", "1"));

  /** Columns of latents, which have label columns of the same names beside them. */
  private static final Set<String> OF_LATENTS = Set.of("id", "latent", "role");

  private LabelColumnNames() {}

  /**
   * Refuses attributes whose columns could not be told apart.
   *
   * @param space the attributes
   * @param where what names them, such as a bundle
   * @throws UserException if an attribute has the name of another column, or two attributes differ
   *     by the case of letters only, which most readers of tables take for one column
   */
  public static void require(AttributeSpace space, String where) {
    Map<String, String> seen = new HashMap<>();
    for (String fixed : ImageSchema.of(AttributeSpace.of(ANY), true).fieldNames()) {
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
}
