package dev.isonomy.portraits;

/** References for the model {@code portraits}. */
public final class RendererReferences extends PortraitReferences {
  /** The references. */
  public RendererReferences() {
    super(PortraitKind.PLAIN);
  }
}
