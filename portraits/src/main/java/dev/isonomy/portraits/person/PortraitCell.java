package dev.isonomy.portraits.person;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One combination of the three balanced attributes.
 *
 * @param gender gender presentation
 * @param age apparent age
 * @param skin skin tone
 */
public record PortraitCell(Gender gender, Age age, SkinTone skin) {
  /** Number of cells: 2 x 3 x 3. */
  public static final int COUNT = 18;

  private static final List<PortraitCell> ALL =
      IntStream.range(0, COUNT).mapToObj(PortraitCell::decode).toList();

  /** Checks that no attribute is missing. */
  public PortraitCell {
    Objects.requireNonNull(gender, "gender");
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(skin, "skin");
  }

  /** All cells in the order of {@link #index()}. */
  public static List<PortraitCell> all() {
    return ALL;
  }

  /**
   * The cell at an index.
   *
   * @throws IllegalArgumentException unless {@code 0 <= index < 18}
   */
  public static PortraitCell of(int index) {
    if (index < 0 || index >= COUNT) {
      throw new IllegalArgumentException("cell index must be in [0, 18) but was " + index);
    }
    return ALL.get(index);
  }

  /** Position in the row-major order gender, age, skin: {@code 9 gender + 3 age + skin}. */
  public int index() {
    return 9 * gender.ordinal() + 3 * age.ordinal() + skin.ordinal();
  }

  private static PortraitCell decode(int index) {
    return new PortraitCell(
        Gender.values()[index / 9], Age.values()[index / 3 % 3], SkinTone.values()[index % 3]);
  }
}
