package dev.isonomy.model;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import java.util.List;

/**
 * A network of a bundle that tells some attributes.
 *
 * @param bundle the bundle
 * @param module its labeler or its auditor
 * @param attributes names of the attributes that it is asked about; its logits of others are
 *     dropped
 */
public record Judge(LabelBundle bundle, BundleModule module, List<String> attributes) {
  /** Copies the names. */
  public Judge {
    attributes = List.copyOf(attributes);
  }

  /**
   * For each logit of a space the column of this network's logits that holds it, by the names of
   * attribute and class; -1 where another network tells the attribute.
   */
  int[] columns(AttributeSpace space) {
    int[] columns = new int[width(space)];
    int at = 0;
    for (Attribute wanted : space.attributes()) {
      boolean asked = attributes.contains(wanted.name());
      for (String name : wanted.classes()) {
        columns[at++] = asked ? column(wanted.name(), name) : -1;
      }
    }
    return columns;
  }

  private static int width(AttributeSpace space) {
    return space.attributes().stream().mapToInt(Attribute::size).sum();
  }

  private int column(String attribute, String name) {
    int first = 0;
    for (Attribute own : bundle.manifest().attributes().attributes()) {
      if (own.name().equals(attribute)) {
        return first + own.indexOf(name);
      }
      first += own.size();
    }
    throw new IllegalArgumentException("bundle " + bundle + " does not know " + attribute);
  }

  /** The attribute of a name, as the bundle knows it. */
  Attribute attribute(String name) {
    return bundle.manifest().attributes().attributes().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Who this is, for people. */
  public String name() {
    Manifest.Identity identity = bundle.manifest().identity();
    return identity.name() + " " + identity.version();
  }
}
