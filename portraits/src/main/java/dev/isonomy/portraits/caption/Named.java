package dev.isonomy.portraits.caption;

import dev.isonomy.portraits.person.PortraitRandom;
import dev.isonomy.portraits.person.PortraitRandom.Purpose;

/**
 * The balanced attributes that a caption names; the others stay open.
 *
 * @param gender whether gender presentation is named
 * @param age whether age is named
 * @param skin whether the skin tone is named
 */
record Named(boolean gender, boolean age, boolean skin) {
  static final Named NOTHING = new Named(false, false, false);
  static final Named EVERYTHING = new Named(true, true, true);

  /** Share of captions that name nothing, in per cent. */
  static final int OPEN = 60;

  /** Share of captions that name all three, in per cent. */
  static final int COMPLETE = 20;

  static Named draw(PortraitRandom random) {
    int kind = random.choose(Purpose.CAPTION_NAMES, OPEN, COMPLETE, 100 - OPEN - COMPLETE);
    if (kind < 2) {
      return kind == 0 ? NOTHING : EVERYTHING;
    }
    // Bits of the subset; gender alone is the most common way to name something.
    int[] subsets = {1, 2, 3, 4, 5, 6};
    int bits = subsets[random.choose(Purpose.CAPTION_SUBSET, 50, 10, 15, 10, 10, 5)];
    return new Named((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
  }

  boolean everything() {
    return gender && age && skin;
  }
}
