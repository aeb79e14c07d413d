package dev.isonomy.portraits.person;

/** Shape of the hair. */
public enum HairStyle {
  /** Very short all over. */
  CROP,
  /** Short with a side parting. */
  SHORT,
  /** Short sides, high front. */
  QUIFF,
  /** Short curls. */
  SHORT_CURLS,
  /** Short with a high, M-shaped hairline. */
  RECEDING,
  /** Bald on top with hair at the sides. */
  BALD,
  /** Short and soft with a swept fringe. */
  PIXIE,
  /** Chin length with a fringe. */
  BOB,
  /** Long with a centre parting. */
  LONG,
  /** Long with a straight fringe. */
  LONG_FRINGE,
  /** Long with a side parting. */
  LONG_SIDE,
  /** Tied up in a bun. */
  BUN,
  /** A full round head of curls. */
  CURLS
}
