package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSize;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.spi.SourceImage;
import java.util.List;
import java.util.stream.IntStream;

/** Portraits with their true cells, and those that the embedded model was trained on. */
public final class PortraitReferences implements ReferenceImages {
  /** Keeps references apart from the portraits that a run encodes with the same seed. */
  private static final long APART = 0x5EED_0F_7E57L;

  /** What the model card says of the training. */
  private static final int TRAINING_IMAGES = 40_000;

  private static final long TRAINING_SEED = 1;

  @Override
  public String name() {
    return RendererSource.NAME;
  }

  @Override
  public String model() {
    return PortraitsBundle.NAME;
  }

  @Override
  public ImageSequence natural(ImageSize size, long seed, int count) {
    return new Portraits(Kind.NATURAL, size, seed ^ APART, count);
  }

  @Override
  public ImageSequence balanced(ImageSize size, long seed, int count) {
    return new Portraits(Kind.BALANCED, size, seed ^ APART, count);
  }

  @Override
  public ImageSequence training(ImageSize size) {
    return new Portraits(Kind.TRAINING, size, TRAINING_SEED, TRAINING_IMAGES);
  }

  /** What the portraits are; its name begins their identifiers. */
  private enum Kind {
    NATURAL("natural"),
    BALANCED("balanced"),
    TRAINING("training");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    Portrait portrait(long seed, int index) {
      return this == BALANCED
          ? PortraitSampler.ofCell(PortraitCell.of(index % PortraitCell.COUNT), seed, index)
          : PortraitSampler.natural(seed).sample(index);
    }
  }

  private record Portraits(Kind kind, ImageSize size, long seed, int count)
      implements ImageSequence {
    @Override
    public List<SourceImage> images(int from, int to) {
      PortraitRenderer renderer =
          new PortraitRenderer(size.height(), PortraitRenderer.DEFAULT_SAMPLES);
      return IntStream.range(from, to).mapToObj(index -> image(renderer, index)).toList();
    }

    private SourceImage image(PortraitRenderer renderer, int index) {
      Portrait portrait = kind.portrait(seed, index);
      return SourceImage.of(
          kind.label + "-" + index, renderer.render(portrait).rgb(), portrait.cell().index());
    }
  }
}
