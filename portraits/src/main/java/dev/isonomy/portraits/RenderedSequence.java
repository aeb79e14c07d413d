package dev.isonomy.portraits;

import dev.isonomy.portraits.caption.Captions;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.SourceImage;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Portraits by number, rendered where they are asked for.
 *
 * @param portraits number to portrait
 * @param pixels on a side
 * @param count how many there are
 */
record RenderedSequence(Numbering portraits, int pixels, int count) implements ImageSequence {
  /** Number to portrait, the same on every machine. */
  interface Numbering extends Serializable {
    Numbered at(int index);
  }

  /**
   * A portrait of a sequence.
   *
   * @param kind what its identifier begins with
   * @param portrait the portrait
   * @param labelled whether its cell is told
   */
  record Numbered(String kind, Portrait portrait, boolean labelled) {}

  @Override
  public List<SourceImage> images(int from, int to) {
    PortraitRenderer renderer = new PortraitRenderer(pixels, PortraitRenderer.DEFAULT_SAMPLES);
    return IntStream.range(from, to).mapToObj(index -> image(renderer, index)).toList();
  }

  private SourceImage image(PortraitRenderer renderer, int index) {
    Numbered numbered = portraits.at(index);
    Portrait portrait = numbered.portrait();
    return SourceImage.of(
            numbered.kind() + "-" + index,
            renderer.render(portrait).rgb(),
            numbered.labelled() ? portrait.cell().index() : SourceImage.UNLABELLED)
        .askedFor(Captions.open(portrait));
  }
}
