package dev.isonomy.portraits;

/** Portraits in plain clothes, for the model {@code portraits}. */
public final class RendererSource extends PortraitSource {
  /** The source. */
  public RendererSource() {
    super(PortraitKind.PLAIN);
  }
}
