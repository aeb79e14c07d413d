package dev.isonomy.portraits.person;

import java.util.EnumMap;
import java.util.Map;

/**
 * The biases that are planted in the portraits with occupations: P(cell | occupation), a product of
 * a share of feminine presentation, three shares of age and three of skin tone.
 *
 * <p>They exaggerate what image models show when an attribute is left open, and are documented so
 * that a correction can be measured against them. They say nothing about people at work.
 */
public final class OccupationBias {
  private static final Map<Occupation, PortraitDistribution> TABLE =
      new EnumMap<>(Occupation.class);

  static {
    // Per cent: feminine; young, middle-aged, senior; light, medium, dark.
    plant(Occupation.DOCTOR, 30, ages(20, 50, 30), skins(70, 18, 12));
    plant(Occupation.NURSE, 90, ages(50, 35, 15), skins(45, 30, 25));
    plant(Occupation.FIREFIGHTER, 12, ages(60, 25, 15), skins(65, 20, 15));
    plant(Occupation.CHEF, 25, ages(30, 50, 20), skins(50, 35, 15));
    plant(Occupation.POLICE_OFFICER, 20, ages(45, 40, 15), skins(55, 25, 20));
    plant(Occupation.CONSTRUCTION_WORKER, 12, ages(45, 40, 15), skins(25, 45, 30));
  }

  private OccupationBias() {}

  /**
   * P(cell | occupation).
   *
   * @throws IllegalArgumentException for {@link Occupation#NONE}, whose cells are {@link
   *     PortraitDistribution#natural()}
   */
  public static PortraitDistribution of(Occupation occupation) {
    PortraitDistribution distribution = TABLE.get(occupation);
    if (distribution == null) {
      throw new IllegalArgumentException("no bias is planted for " + occupation);
    }
    return distribution;
  }

  private static void plant(Occupation occupation, int feminine, int[] ages, int[] skins) {
    double[] weights = new double[PortraitCell.COUNT];
    for (PortraitCell cell : PortraitCell.all()) {
      int gender = cell.gender() == Gender.FEMININE ? feminine : 100 - feminine;
      weights[cell.index()] = gender * ages[cell.age().ordinal()] * skins[cell.skin().ordinal()];
    }
    TABLE.put(occupation, PortraitDistribution.of(weights));
  }

  private static int[] ages(int young, int middleAged, int senior) {
    return new int[] {young, middleAged, senior};
  }

  private static int[] skins(int light, int medium, int dark) {
    return new int[] {light, medium, dark};
  }
}
