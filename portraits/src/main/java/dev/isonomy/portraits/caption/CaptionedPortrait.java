package dev.isonomy.portraits.caption;

import dev.isonomy.portraits.person.Portrait;
import java.util.Objects;

/**
 * A portrait and what is said of it.
 *
 * @param portrait the portrait
 * @param caption true of the portrait, though it need not say everything
 */
public record CaptionedPortrait(Portrait portrait, String caption) {
  /** Checks that nothing is missing. */
  public CaptionedPortrait {
    Objects.requireNonNull(portrait, "portrait");
    Objects.requireNonNull(caption, "caption");
  }
}
