package dev.isonomy.portraits;

import dev.isonomy.portraits.RenderedSequence.Numbered;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.ReferenceImages;

/** Portraits with their true cells, and those that an embedded model was trained on. */
abstract class PortraitReferences implements ReferenceImages {
  /** Keeps references apart from the portraits that a run encodes with the same seed. */
  private static final long APART = 0x5EED_0F_7E57L;

  private final PortraitKind kind;

  PortraitReferences(PortraitKind kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return kind.source();
  }

  @Override
  public String model() {
    return kind.model();
  }

  @Override
  public ImageSequence natural(ImageSize size, long seed, int count) {
    return natural(kind, "natural", seed ^ APART, size, count);
  }

  @Override
  public ImageSequence training(ImageSize size) {
    return natural(kind, "training", PortraitKind.TRAINING_SEED, size, kind.trainingImages());
  }

  @Override
  public ImageSequence balanced(ImageSize size, long seed, int count) {
    return balanced(kind, seed ^ APART, size, count);
  }

  // Static, so that a sequence that is sent to executors does not take its provider along.
  private static ImageSequence natural(
      PortraitKind kind, String prefix, long seed, ImageSize size, int count) {
    return new RenderedSequence(
        index -> new Numbered(prefix, kind.natural(seed, index), true), size.height(), count);
  }

  private static ImageSequence balanced(PortraitKind kind, long seed, ImageSize size, int count) {
    return new RenderedSequence(
        index -> {
          PortraitCell cell = PortraitCell.of(index % PortraitCell.COUNT);
          int turn = index / PortraitCell.COUNT;
          return new Numbered("balanced", kind.ofCell(cell, turn, seed, index), true);
        },
        size.height(),
        count);
  }
}
