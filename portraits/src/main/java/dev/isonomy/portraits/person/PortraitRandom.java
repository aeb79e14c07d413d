package dev.isonomy.portraits.person;

/**
 * A counter-based generator: each number is a pure function of (seed, index, purpose), so adding a
 * purpose never changes the others. The finalizer is SplitMix64's (Steele, Lea and Flood 2014).
 */
public final class PortraitRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;

  /** The numbers of one portrait. */
  public PortraitRandom(long seed, long index) {
    key = mix(mix(seed + GOLDEN_GAMMA) ^ (index * GOLDEN_GAMMA + 0x632BE59BD9B4E019L));
  }

  /** Uniform in [0, 1) with 53 bits. */
  public double uniform(Purpose purpose) {
    return (mix(key + (purpose.ordinal() + 1) * GOLDEN_GAMMA) >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  public double between(Purpose purpose, double low, double high) {
    return low + (high - low) * uniform(purpose);
  }

  /** True with a probability. */
  public boolean chance(Purpose purpose, double probability) {
    return uniform(purpose) < probability;
  }

  /** Index drawn in proportion to the weights. */
  public int choose(Purpose purpose, double... weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double rest = uniform(purpose) * total;
    for (int i = 0; i < weights.length - 1; i++) {
      rest -= weights[i];
      if (rest < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** What a number is for; append only, the ordinal keys the stream. */
  public enum Purpose {
    CELL,
    HAIR_STYLE,
    HAIR_COLOUR,
    HAIR_SHADE,
    HAIR_VOLUME,
    PART_SIDE,
    BEARD,
    GLASSES,
    FRAME_COLOUR,
    EXPRESSION,
    GARMENT,
    CLOTHES,
    BACKGROUND,
    SKIN_DEPTH,
    SKIN_UNDERTONE,
    EYE_COLOUR,
    LIP_COLOUR,
    EARRINGS,
    FACE_WIDTH,
    JAW_WIDTH,
    FACE_LENGTH,
    EYE_SIZE,
    EYE_SPACING,
    NOSE_SIZE,
    MOUTH_WIDTH,
    BROW_HEIGHT,
    YAW,
    BACKGROUND_SHADE,
    CLOTHES_SHADE,
    VIEW_YAW,
    VIEW_PITCH,
    VIEW_DISTANCE,
    SURFACE,
    OCCUPATION,
    CAPTION_NAMES,
    CAPTION_SUBSET,
    CAPTION_TEMPLATE,
    CAPTION_NOUN,
    CAPTION_EXPRESSION,
    CAPTION_GLASSES
  }
}
