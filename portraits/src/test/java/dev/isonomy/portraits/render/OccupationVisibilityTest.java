package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Attire must show at 64 x 64, and must not hide what tells gender, age and skin. */
class OccupationVisibilityTest {
  private static final int SIZE = PortraitRenderer.DEFAULT_SIZE;
  private static final int CLEARLY = 24;

  private final PortraitRenderer renderer = new PortraitRenderer();

  @Test
  void everyOccupationDiffersFromEveryOther() {
    for (PortraitCell cell : PortraitCell.all()) {
      Portrait plain = PortraitSampler.ofCell(cell, 8, cell.index());
      Map<Occupation, byte[]> images = new EnumMap<>(Occupation.class);
      for (Occupation one : Occupation.values()) {
        byte[] image = frontal(plain.dressedAs(one));
        images.forEach(
            (other, seen) ->
                assertThat(changed(image, seen, i -> true))
                    .as("%s %s %s", cell, one, other)
                    .isGreaterThan(90));
        images.put(one, image);
      }
    }
  }

  @Test
  void noAttireTouchesEyesNoseAndMouth() {
    IntPredicate face = i -> i / SIZE >= 27 && i / SIZE < 42 && Math.abs(i % SIZE - 32) < 8;
    for (PortraitCell cell : PortraitCell.all()) {
      Portrait plain = PortraitSampler.ofCell(cell, 9, cell.index());
      byte[] bare = frontal(plain);
      for (Occupation occupation : Occupation.all()) {
        assertThat(changed(bare, frontal(plain.dressedAs(occupation)), face))
            .as("%s %s", cell, occupation)
            .isZero();
      }
    }
  }

  private byte[] frontal(Portrait portrait) {
    return renderer.render(portrait, Camera.portrait(0)).rgb();
  }

  /** Number of chosen pixels with a channel that differs clearly. */
  private static int changed(byte[] a, byte[] b, IntPredicate chosen) {
    return (int)
        IntStream.range(0, SIZE * SIZE)
            .filter(chosen)
            .filter(
                i ->
                    IntStream.range(3 * i, 3 * i + 3)
                        .anyMatch(k -> Math.abs((a[k] & 255) - (b[k] & 255)) > CLEARLY))
            .count();
  }
}
