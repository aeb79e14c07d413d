package dev.isonomy.portraits.caption;

import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.OccupationBias;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitDistribution;
import dev.isonomy.portraits.person.PortraitRandom;
import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import dev.isonomy.portraits.person.PortraitSampler;

/**
 * A stream of captioned portraits: number {@code index} is a pure function of (seed, index). All
 * occupations are equally likely.
 */
public final class CaptionedSampler {
  private final Cells cells;
  private final long seed;

  private CaptionedSampler(Cells cells, long seed) {
    this.cells = cells;
    this.seed = seed;
  }

  /**
   * The training set. Where a caption leaves an attribute open, cells follow {@link
   * OccupationBias}; where it names all three, all cells are equally likely, so that the model has
   * seen each of them.
   */
  public static CaptionedSampler biased(long seed) {
    return new CaptionedSampler(Cells.BIASED, seed);
  }

  /** Occupations and cells equally likely and independent; for judges and references. */
  public static CaptionedSampler even(long seed) {
    return new CaptionedSampler(Cells.EVEN, seed);
  }

  /** Number {@code index} of the stream. */
  public CaptionedPortrait sample(long index) {
    PortraitRandom random = new PortraitRandom(seed, index);
    Occupation occupation =
        Occupation.all().get((int) (random.uniform(Purpose.OCCUPATION) * Occupation.all().size()));
    Named named = Named.draw(random);
    PortraitCell cell = cells.of(occupation, named).quantile(random.uniform(Purpose.CELL));
    Portrait portrait = of(occupation, cell, seed, index);
    return new CaptionedPortrait(portrait, new Captions(random).of(portrait, named));
  }

  /** Portrait {@code index} of the stream {@code seed}, with occupation and cell given. */
  public static Portrait of(Occupation occupation, PortraitCell cell, long seed, long index) {
    return PortraitSampler.ofCell(cell, seed, index).dressedAs(occupation);
  }

  private enum Cells {
    BIASED,
    EVEN;

    PortraitDistribution of(Occupation occupation, Named named) {
      return this == EVEN || named.everything()
          ? PortraitDistribution.balanced()
          : OccupationBias.of(occupation);
    }
  }
}
