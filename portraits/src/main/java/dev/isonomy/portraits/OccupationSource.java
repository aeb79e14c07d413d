package dev.isonomy.portraits;

/** Portraits of people at work, for the model {@code words}. */
public final class OccupationSource extends PortraitSource {
  /** The source. */
  public OccupationSource() {
    super(PortraitKind.AT_WORK);
  }
}
