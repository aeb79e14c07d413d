package dev.isonomy.portraits;

import dev.isonomy.model.BundleManifest;

/** The embedded text-to-image model, which draws people at work. */
public final class WordsBundle extends EmbeddedFolder {
  /** The name of the model, in configurations and in its {@code bundle.json}. */
  static final String NAME = "words";

  /** The bundle. */
  public WordsBundle() {
    super(NAME, BundleManifest.DIFFUSION);
  }
}
