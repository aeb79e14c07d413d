package dev.isonomy.portraits.person;

/** Cut of the clothes. */
public enum Garment {
  /** Round neckline. */
  CREW,
  /** V-shaped neckline. */
  V_NECK,
  /** Jacket over a light shirt. */
  JACKET
}
