package dev.isonomy.portraits.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PortraitRendererTest {
  private final PortraitRenderer renderer = new PortraitRenderer();

  /** The embedded model was trained on these pixels: they must never change. */
  @Test
  void pixelsOfAllCellsAreThoseOfTheTrainingSet() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (PortraitCell cell : PortraitCell.all()) {
      for (int i = 0; i < 3; i++) {
        digest.update(renderer.render(PortraitSampler.ofCell(cell, 2024, i)).rgb());
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("6f2e56873c087a270a9bacb56d4c7c07f48e777b96b21466c993def1128cc9ae");
  }

  /** Many styles of hair, beards and glasses in one stream. */
  @Test
  void pixelsOfTheNaturalStreamAreThoseOfTheTrainingSet() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    PortraitSampler sampler = PortraitSampler.natural(7);
    for (int i = 0; i < 128; i++) {
      digest.update(renderer.render(sampler.sample(i)).rgb());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("b1fbe6def452f5ba8f6c9c2251a18b53fda8acb6575b64e5ae0f2590d6b589c8");
  }

  @Test
  void rendererKeepsNoStateBetweenPortraits() {
    Portrait portrait = PortraitSampler.natural(1).sample(0);
    byte[] first = renderer.render(portrait).rgb();
    renderer.render(PortraitSampler.natural(1).sample(1));
    assertThat(renderer.render(portrait).rgb()).isEqualTo(first);
  }

  @Test
  void backgroundIsPlainOutsideTheMask() {
    Portrait portrait = PortraitSampler.natural(1).sample(4);
    RenderedPortrait image = renderer.render(portrait);
    byte[] rgb = image.rgb();
    byte[] mask = image.mask();
    assertThat(mask[0]).isZero();
    int plain = 0;
    int others = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        plain++;
        others += Arrays.mismatch(rgb, 3 * i, 3 * i + 3, rgb, 0, 3) < 0 ? 0 : 1;
      }
    }
    assertThat(plain).isGreaterThan(500);
    assertThat(others).isZero();
  }

  @Test
  void maskCoversTheFaceWithoutHolesInEveryCell() {
    for (PortraitCell cell : PortraitCell.all()) {
      byte[] mask = renderer.render(PortraitSampler.ofCell(cell, 3, cell.index())).mask();
      int holes = 0;
      for (int row = 16; row < 44; row++) {
        for (int column = 24; column < 40; column++) {
          holes += mask[64 * row + column] == (byte) 255 ? 0 : 1;
        }
      }
      assertThat(holes).as("%s", cell).isZero();
    }
  }

  @Test
  void depthExistsExactlyWhereTheMaskDoes() {
    RenderedPortrait image = renderer.render(PortraitSampler.natural(1).sample(2));
    byte[] mask = image.mask();
    float[] depth = image.depth();
    int disagreeing = 0;
    for (int i = 0; i < depth.length; i++) {
      disagreeing += Float.isNaN(depth[i]) == (mask[i] == 0) ? 0 : 1;
    }
    assertThat(disagreeing).isZero();
    // The tip of the nose is the nearest point: about 0.87 in front of the origin.
    float nearest = Float.POSITIVE_INFINITY;
    for (float d : depth) {
      nearest = d < nearest ? d : nearest;
    }
    assertThat((double) nearest).isEqualTo(Camera.PORTRAIT_DISTANCE - 0.87, within(0.08));
  }

  @Test
  void largerImageShowsTheSameHead() {
    Portrait portrait = PortraitSampler.natural(1).sample(6);
    byte[] small = renderer.render(portrait).rgb();
    byte[] large = new PortraitRenderer(192, 1).render(portrait).rgb();
    // The samples of both are the same points; the large image averages after encoding.
    double worst = 0;
    for (int i = 0; i < 64 * 64; i++) {
      double sum = 0;
      for (int k = 0; k < 9; k++) {
        int at = (i / 64 * 3 + k / 3) * 192 + i % 64 * 3 + k % 3;
        sum += large[3 * at] & 255;
      }
      worst = Math.max(worst, Math.abs(sum / 9 - (small[3 * i] & 255)));
    }
    assertThat(worst).isLessThan(40);
  }

  @Test
  void invalidSizesAreRefused() {
    assertThatThrownBy(() -> new PortraitRenderer(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size must be in [1, 4096] but was 0");
    assertThatThrownBy(() -> new PortraitRenderer(64, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples must be in [1, 16] but was 17");
  }

  @Test
  void imagesAreCopiedOut() {
    RenderedPortrait image = renderer.render(PortraitSampler.natural(1).sample(0));
    byte before = image.rgb()[0];
    image.rgb()[0] = (byte) (before + 1);
    assertThat(image.rgb()[0]).isEqualTo(before);
    assertThat(image.size()).isEqualTo(64);
    assertThat(image.rgb()).hasSize(64 * 64 * 3);
  }
}
