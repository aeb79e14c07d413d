package dev.isonomy.diffusion;

import dev.isonomy.error.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The spacings by name, with their usual parameters. */
public final class Spacings {
  private static final Map<String, Spacing> BY_NAME = new LinkedHashMap<>();

  static {
    for (GridSpacing.Kind kind : GridSpacing.Kind.values()) {
      put(new GridSpacing(kind));
    }
    put(new DistilledSpacing(DistilledSpacing.USUAL));
    put(new SigmaSpacing(new SigmaSpacing.Karras(SigmaSpacing.Karras.USUAL_RHO)));
    put(new SigmaSpacing(new SigmaSpacing.Exponential()));
    put(new SigmaSpacing(new SigmaSpacing.Beta(SigmaSpacing.Beta.USUAL, SigmaSpacing.Beta.USUAL)));
    put(FlowSpacing.shifted(1));
  }

  private Spacings() {}

  private static void put(Spacing spacing) {
    BY_NAME.put(spacing.label(), spacing);
  }

  /** All names. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The spacing of a name.
   *
   * @throws UserException if there is none
   */
  public static Spacing of(String name) {
    Spacing found = BY_NAME.get(name);
    if (found == null) {
      throw new UserException(
          "spacing must be one of " + String.join(", ", names()) + " but was " + name);
    }
    return found;
  }
}
