package dev.isonomy.portraits;

import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import java.util.List;

/** The portraits that an embedded model was trained on, by seed and number. */
enum PortraitKind {
  /** Portraits in plain clothes. */
  PLAIN("renderer", PortraitsBundle.NAME, 40_000) {
    @Override
    Portrait natural(long seed, int index) {
      return PortraitSampler.natural(seed).sample(index);
    }

    @Override
    Portrait ofCell(PortraitCell cell, int turn, long seed, int index) {
      return PortraitSampler.ofCell(cell, seed, index);
    }
  },

  /** Portraits of people at work, whose occupations are equally frequent. */
  AT_WORK("occupations", WordsBundle.NAME, 12_000) {
    @Override
    Portrait natural(long seed, int index) {
      return CaptionedSampler.biased(seed).sample(index).portrait();
    }

    @Override
    Portrait ofCell(PortraitCell cell, int turn, long seed, int index) {
      List<Occupation> occupations = Occupation.all();
      return CaptionedSampler.of(occupations.get(turn % occupations.size()), cell, seed, index);
    }
  };

  /** What model cards say of the training. */
  static final long TRAINING_SEED = 1;

  private final String source;
  private final String model;
  private final int trainingImages;

  PortraitKind(String source, String model, int trainingImages) {
    this.source = source;
    this.model = model;
    this.trainingImages = trainingImages;
  }

  /** What {@code isonomy.source.kind} calls them. */
  String source() {
    return source;
  }

  /** The embedded model that was trained on them. */
  String model() {
    return model;
  }

  /** How many it was trained on. */
  int trainingImages() {
    return trainingImages;
  }

  /** Portrait {@code index} of the skewed distribution that the model was trained on. */
  abstract Portrait natural(long seed, int index);

  /**
   * Portrait {@code index}, with the cell given.
   *
   * @param turn how many of this cell came before it
   */
  abstract Portrait ofCell(PortraitCell cell, int turn, long seed, int index);
}
