package dev.isonomy.portraits.person;

import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import java.util.function.BiConsumer;

/**
 * A stream of portraits: portrait {@code index} is a pure function of (seed, index) and the
 * distribution over the cells. Free attributes are drawn given the cell.
 */
public final class PortraitSampler {
  /** Largest turn to either side, in degrees. */
  public static final double MAX_YAW = 15;

  private final PortraitDistribution distribution;
  private final long seed;

  private PortraitSampler(PortraitDistribution distribution, long seed) {
    this.distribution = distribution;
    this.seed = seed;
  }

  /** Portraits with the skewed distribution of the training set. */
  public static PortraitSampler natural(long seed) {
    return of(PortraitDistribution.natural(), seed);
  }

  /** Portraits with all cells equally likely. */
  public static PortraitSampler balanced(long seed) {
    return of(PortraitDistribution.balanced(), seed);
  }

  /** Portraits whose cells follow a distribution. */
  public static PortraitSampler of(PortraitDistribution distribution, long seed) {
    return new PortraitSampler(distribution, seed);
  }

  /** Portrait {@code index} of the stream. */
  public Portrait sample(long index) {
    double uniform = new PortraitRandom(seed, index).uniform(Purpose.CELL);
    return ofCell(distribution.quantile(uniform), seed, index);
  }

  /** Portrait {@code index} of the stream {@code seed}, with the cell given. */
  public static Portrait ofCell(Gender gender, Age age, SkinTone skin, long seed, long index) {
    return ofCell(new PortraitCell(gender, age, skin), seed, index);
  }

  /** Portrait {@code index} of the stream {@code seed}, with the cell given. */
  public static Portrait ofCell(PortraitCell cell, long seed, long index) {
    PortraitRandom random = new PortraitRandom(seed, index);
    Hair hair = hair(cell, random);
    return new Portrait(
        cell,
        shape(cell, random),
        hair,
        beard(cell, hair.style(), random),
        glasses(cell, random),
        earrings(cell, random),
        Expression.values()[random.choose(Purpose.EXPRESSION, 30, 45, 25)],
        Garment.values()[random.choose(Purpose.GARMENT, 40, 30, 30)],
        PortraitColours.palette(cell, hair.colour(), random),
        random.between(Purpose.YAW, -MAX_YAW, MAX_YAW));
  }

  private static FaceShape shape(PortraitCell cell, PortraitRandom random) {
    boolean feminine = cell.gender() == Gender.FEMININE;
    FaceShape.Outline outline =
        new FaceShape.Outline(
            random.between(Purpose.FACE_WIDTH, 0.95, 1.05),
            random.between(Purpose.JAW_WIDTH, 0.94, 1.06) * (feminine ? 0.90 : 1.05),
            random.between(Purpose.FACE_LENGTH, 0.95, 1.05) * (feminine ? 0.97 : 1.03));
    FaceShape.Eyes eyes =
        new FaceShape.Eyes(
            random.between(Purpose.EYE_SIZE, 0.93, 1.07) * (feminine ? 1.08 : 0.92),
            random.between(Purpose.EYE_SPACING, 0.95, 1.06),
            random.between(Purpose.BROW_HEIGHT, -0.02, 0.03));
    return new FaceShape(
        outline,
        eyes,
        random.between(Purpose.NOSE_SIZE, 0.88, 1.12) * (feminine ? 0.90 : 1.15),
        random.between(Purpose.MOUTH_WIDTH, 0.9, 1.12));
  }

  private static Hair hair(PortraitCell cell, PortraitRandom random) {
    return new Hair(
        style(cell, random),
        colour(cell, random),
        random.between(Purpose.HAIR_VOLUME, 0.96, 1.06),
        random.chance(Purpose.PART_SIDE, 0.5) ? Hair.Parting.RIGHT : Hair.Parting.LEFT);
  }

  private static HairStyle style(PortraitCell cell, PortraitRandom random) {
    double[] weights = new double[HairStyle.values().length];
    BiConsumer<HairStyle, Integer> weigh = (style, weight) -> weights[style.ordinal()] = weight;
    if (cell.gender() == Gender.FEMININE) {
      feminineStyles(cell, weigh);
    } else {
      masculineStyles(cell, weigh);
    }
    return HairStyle.values()[random.choose(Purpose.HAIR_STYLE, weights)];
  }

  private static void feminineStyles(PortraitCell cell, BiConsumer<HairStyle, Integer> weigh) {
    boolean senior = cell.age() == Age.SENIOR;
    weigh.accept(HairStyle.PIXIE, senior ? 18 : 5);
    weigh.accept(HairStyle.BOB, senior ? 26 : 18);
    weigh.accept(HairStyle.LONG, senior ? 8 : 22);
    weigh.accept(HairStyle.LONG_FRINGE, senior ? 6 : 14);
    weigh.accept(HairStyle.LONG_SIDE, senior ? 10 : 20);
    weigh.accept(HairStyle.BUN, senior ? 22 : 12);
    weigh.accept(HairStyle.CURLS, (senior ? 14 : 9) * curls(cell));
  }

  private static void masculineStyles(PortraitCell cell, BiConsumer<HairStyle, Integer> weigh) {
    boolean senior = cell.age() == Age.SENIOR;
    boolean young = cell.age() == Age.YOUNG;
    weigh.accept(HairStyle.CROP, cell.skin() == SkinTone.DARK ? 30 : 14);
    weigh.accept(HairStyle.SHORT, senior ? 24 : 32);
    weigh.accept(HairStyle.QUIFF, senior ? 6 : 24);
    weigh.accept(HairStyle.SHORT_CURLS, (senior ? 6 : 12) * curls(cell));
    weigh.accept(HairStyle.RECEDING, young ? 0 : senior ? 26 : 18);
    // Only seniors are bald: on others the label of the hair colour would be invisible.
    weigh.accept(HairStyle.BALD, senior ? 28 : 0);
    weigh.accept(HairStyle.LONG, young ? 4 : 2);
  }

  private static int curls(PortraitCell cell) {
    return cell.skin() == SkinTone.DARK ? 3 : 1;
  }

  private static HairColour colour(PortraitCell cell, PortraitRandom random) {
    if (cell.age() == Age.SENIOR) {
      return HairColour.GREY;
    }
    double[] weights =
        switch (cell.skin()) {
          case LIGHT -> new double[] {18, 36, 31, 15};
          case MEDIUM -> new double[] {48, 42, 6, 4};
          case DARK -> new double[] {74, 21, 3, 2};
        };
    return HairColour.values()[random.choose(Purpose.HAIR_COLOUR, weights)];
  }

  private static Beard beard(PortraitCell cell, HairStyle style, PortraitRandom random) {
    if (cell.gender() == Gender.FEMININE) {
      return Beard.NONE;
    }
    // Long hair is a cue for feminine presentation: a beard keeps these portraits unambiguous.
    if (style == HairStyle.LONG) {
      return Beard.FULL;
    }
    return Beard.values()[random.choose(Purpose.BEARD, 26, 32, 10, 32)];
  }

  private static Earrings earrings(PortraitCell cell, PortraitRandom random) {
    boolean worn = cell.gender() == Gender.FEMININE && random.chance(Purpose.EARRINGS, 0.55);
    return worn ? Earrings.GOLD : Earrings.NONE;
  }

  private static Glasses glasses(PortraitCell cell, PortraitRandom random) {
    double share =
        switch (cell.age()) {
          case YOUNG -> 0.18;
          case MIDDLE_AGED -> 0.28;
          case SENIOR -> 0.45;
        };
    return Glasses.values()[random.choose(Purpose.GLASSES, 1 - share, share / 2, share / 2)];
  }
}
