package dev.isonomy.config;

import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;

/** What class numbers mean that nothing names. */
public enum ClassNumbers {
  /** Nothing: they are refused. */
  NAMED,
  /** The classes of the bundle, in its order. */
  BUNDLE_ORDER,
  /** {@link #BUNDLE_ORDER} for an embedded bundle, whose numbers are documented; else refused. */
  AUTO;

  /**
   * The rule that an option names.
   *
   * @param option for the message
   * @param name as in a configuration: bundle-order
   * @param bundle URI of the bundle, empty without
   * @return {@link #NAMED} or {@link #BUNDLE_ORDER}
   * @throws UserException if there is no such rule
   */
  public static ClassNumbers parse(String option, String name, String bundle) {
    for (ClassNumbers each : values()) {
      if (Section.nameOf(each).equals(name)) {
        return each.of(bundle);
      }
    }
    throw new UserException(option + " must be one of named, bundle-order, auto but was " + name);
  }

  /**
   * The rule for a bundle.
   *
   * @param bundle its URI, empty without
   * @return {@link #NAMED} or {@link #BUNDLE_ORDER}
   */
  ClassNumbers of(String bundle) {
    return this != AUTO ? this : ModelBundle.isEmbedded(bundle) ? BUNDLE_ORDER : NAMED;
  }
}
