package dev.isonomy.portraits;

import dev.isonomy.model.BundleManifest;

/** The embedded model that draws portraits. */
public final class PortraitsBundle extends EmbeddedFolder {
  /** The name of the model, in configurations and in its {@code bundle.json}. */
  static final String NAME = "portraits";

  /** The bundle. */
  public PortraitsBundle() {
    super(NAME, BundleManifest.DIFFUSION);
  }
}
