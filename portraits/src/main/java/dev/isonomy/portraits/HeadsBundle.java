package dev.isonomy.portraits;

import dev.isonomy.model.LiftManifest;

/** The embedded model that lifts portraits to Gaussian splats. */
public final class HeadsBundle extends EmbeddedFolder {
  /** The bundle. */
  public HeadsBundle() {
    super("heads", LiftManifest.KIND);
  }
}
