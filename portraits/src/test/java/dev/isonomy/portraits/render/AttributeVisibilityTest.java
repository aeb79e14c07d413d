package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Beard;
import dev.isonomy.portraits.person.Expression;
import dev.isonomy.portraits.person.Gender;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.Hair;
import dev.isonomy.portraits.person.HairStyle;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.person.SkinTone;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every attribute must show at 64 x 64. */
class AttributeVisibilityTest {
  private static final int CLEARLY = 24;

  private final PortraitRenderer renderer = new PortraitRenderer();

  @Test
  void genderShows() {
    assertCellsDiffer(c -> new PortraitCell(other(c.gender()), c.age(), c.skin()), 100);
  }

  @Test
  void ageShows() {
    assertCellsDiffer(
        c -> new PortraitCell(c.gender(), Age.values()[(c.age().ordinal() + 1) % 3], c.skin()), 20);
  }

  @Test
  void skinShows() {
    assertCellsDiffer(
        c -> new PortraitCell(c.gender(), c.age(), SkinTone.values()[(c.skin().ordinal() + 1) % 3]),
        300);
  }

  @Test
  void glassesShow() {
    for (Glasses glasses : new Glasses[] {Glasses.ROUND, Glasses.SQUARE}) {
      for (PortraitCell cell : PortraitCell.all()) {
        Portrait bare = with(sample(cell), Glasses.NONE);
        int changed = changed(bare, with(bare, glasses));
        assertThat(changed).as("%s %s", glasses, cell).isGreaterThan(40);
      }
    }
  }

  @Test
  void hairShows() {
    Portrait portrait = sample(PortraitCell.of(0));
    for (HairStyle style : HairStyle.values()) {
      if (style != portrait.hair().style()) {
        Hair hair = new Hair(style, portrait.hair().colour(), 1, Hair.Parting.LEFT);
        assertThat(changed(portrait, with(portrait, hair))).as("%s", style).isGreaterThan(25);
      }
    }
  }

  @Test
  void beardShows() {
    Portrait portrait = sample(PortraitCell.of(9));
    Portrait shaven = with(portrait, Beard.NONE, portrait.expression());
    for (Beard beard : new Beard[] {Beard.STUBBLE, Beard.MOUSTACHE, Beard.FULL}) {
      Portrait bearded = with(portrait, beard, portrait.expression());
      assertThat(changed(shaven, bearded)).as("%s", beard).isGreaterThan(15);
    }
  }

  @Test
  void expressionShows() {
    Portrait portrait = sample(PortraitCell.of(0));
    Portrait calm = with(portrait, portrait.beard(), Expression.CALM);
    Portrait laughing = with(portrait, portrait.beard(), Expression.LAUGH);
    assertThat(changed(calm, laughing)).isGreaterThan(10);
  }

  private void assertCellsDiffer(UnaryOperator<PortraitCell> change, int pixels) {
    for (PortraitCell cell : PortraitCell.all()) {
      int changed = changed(sample(cell), sample(change.apply(cell)));
      assertThat(changed).as("%s", cell).isGreaterThan(pixels);
    }
  }

  /** Number of pixels with a channel that differs clearly, at the same frontal camera. */
  private int changed(Portrait one, Portrait two) {
    byte[] a = renderer.render(one, Camera.portrait(0)).rgb();
    byte[] b = renderer.render(two, Camera.portrait(0)).rgb();
    int count = 0;
    for (int i = 0; i < a.length; i += 3) {
      int difference = 0;
      for (int c = i; c < i + 3; c++) {
        difference = Math.max(difference, Math.abs((a[c] & 255) - (b[c] & 255)));
      }
      count += difference > CLEARLY ? 1 : 0;
    }
    return count;
  }

  private static Gender other(Gender gender) {
    return gender == Gender.FEMININE ? Gender.MASCULINE : Gender.FEMININE;
  }

  private static Portrait sample(PortraitCell cell) {
    return PortraitSampler.ofCell(cell, 8, 1);
  }

  private static Portrait with(Portrait p, Glasses glasses) {
    return copy(p, p.hair(), p.beard(), glasses, p.expression());
  }

  private static Portrait with(Portrait p, Hair hair) {
    return copy(p, hair, p.beard(), p.glasses(), p.expression());
  }

  private static Portrait with(Portrait p, Beard beard, Expression expression) {
    return copy(p, p.hair(), beard, p.glasses(), expression);
  }

  private static Portrait copy(
      Portrait p, Hair hair, Beard beard, Glasses glasses, Expression expression) {
    return new Portrait(
        p.cell(),
        p.shape(),
        hair,
        beard,
        glasses,
        p.earrings(),
        expression,
        p.garment(),
        p.palette(),
        p.yaw());
  }
}
