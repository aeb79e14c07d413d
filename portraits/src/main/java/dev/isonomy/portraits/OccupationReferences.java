package dev.isonomy.portraits;

/** References for the model {@code words}. */
public final class OccupationReferences extends PortraitReferences {
  /** The references. */
  public OccupationReferences() {
    super(PortraitKind.AT_WORK);
  }
}
