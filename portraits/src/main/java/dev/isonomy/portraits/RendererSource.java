package dev.isonomy.portraits;

import dev.isonomy.error.UserException;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSource;
import dev.isonomy.spi.SourceImage;
import dev.isonomy.spi.SourceRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Portraits drawn on the spot: unlabelled ones, then labelled ones of every cell. */
public final class RendererSource implements ImageSource {
  /** What {@code isonomy.source.kind} calls it. */
  static final String NAME = "renderer";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ImageSequence draw(SourceRequest request) {
    List<String> wanted = request.space().cellNames();
    if (!wanted.equals(PortraitCell.all().stream().map(RendererSource::cellName).toList())) {
      throw new UserException(
          "isonomy.source.kind renderer draws the cells of the portraits model only; set it to"
              + " images or parquet for a model with the cells "
              + String.join(", ", wanted.subList(0, Math.min(3, wanted.size())))
              + ", ...");
    }
    if (request.size().height() != request.size().width()) {
      throw new UserException(
          "isonomy.source.kind renderer draws square images but the model wants " + request.size());
    }
    return new Portraits(
        request.seed(), request.natural(), request.supportPerCell(), request.size().width());
  }

  private static String cellName(PortraitCell cell) {
    return Stream.of(cell.gender(), cell.age(), cell.skin())
        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining("."));
  }

  /**
   * Image number to portrait.
   *
   * @param seed the run's seed
   * @param natural unlabelled portraits
   * @param support labelled portraits per cell
   * @param size pixels on a side
   */
  private record Portraits(long seed, int natural, int support, int size) implements ImageSequence {
    @Override
    public int count() {
      return Math.addExact(natural, Math.multiplyExact(support, PortraitCell.COUNT));
    }

    @Override
    public List<SourceImage> images(int from, int to) {
      PortraitRenderer renderer = new PortraitRenderer(size, PortraitRenderer.DEFAULT_SAMPLES);
      return IntStream.range(from, to)
          .mapToObj(index -> index < natural ? natural(renderer, index) : support(renderer, index))
          .toList();
    }

    private SourceImage natural(PortraitRenderer renderer, int index) {
      byte[] rgb = renderer.render(PortraitSampler.natural(seed).sample(index)).rgb();
      return SourceImage.of("natural-" + index, rgb, SourceImage.UNLABELLED);
    }

    private SourceImage support(PortraitRenderer renderer, int index) {
      PortraitCell cell = PortraitCell.of((index - natural) / support);
      byte[] rgb = renderer.render(PortraitSampler.ofCell(cell, seed, index)).rgb();
      return SourceImage.of("support-" + index, rgb, cell.index());
    }
  }
}
