package dev.isonomy.audit.metric;

import java.util.List;

/**
 * A JSON object that has the members of several records or maps.
 *
 * @param parts in the order of their members; a later member replaces an earlier one of its name
 */
public record JsonParts(List<Object> parts) {
  /** Copies the list. */
  public JsonParts {
    parts = List.copyOf(parts);
  }

  /** An object of these parts. */
  public static JsonParts of(Object... parts) {
    return new JsonParts(List.of(parts));
  }
}
