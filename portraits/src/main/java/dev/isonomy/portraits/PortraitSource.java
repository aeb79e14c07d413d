package dev.isonomy.portraits;

import dev.isonomy.error.UserException;
import dev.isonomy.portraits.RenderedSequence.Numbered;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.spi.ImageSequence;
import dev.isonomy.spi.ImageSource;
import dev.isonomy.spi.SourceRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Portraits drawn on the spot: unlabelled ones, then labelled ones of every cell. */
abstract class PortraitSource implements ImageSource {
  private final PortraitKind kind;

  PortraitSource(PortraitKind kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return kind.source();
  }

  @Override
  public ImageSequence draw(SourceRequest request) {
    List<String> wanted = request.space().cellNames();
    if (!wanted.equals(PortraitCell.all().stream().map(PortraitSource::cellName).toList())) {
      throw new UserException(
          "isonomy.source.kind %s draws the cells of the %s model only; set it to images or parquet for a model with the cells %s, ..."
              .formatted(
                  name(),
                  kind.model(),
                  String.join(", ", wanted.subList(0, Math.min(3, wanted.size())))));
    }
    if (request.size().height() != request.size().width()) {
      throw new UserException(
          "isonomy.source.kind %s draws square images but the model wants %s"
              .formatted(name(), request.size()));
    }
    return sequence(
        kind, request.seed(), request.natural(), request.supportPerCell(), request.size().width());
  }

  private static String cellName(PortraitCell cell) {
    return Stream.of(cell.gender(), cell.age(), cell.skin())
        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining("."));
  }

  private static ImageSequence sequence(
      PortraitKind kind, long seed, int natural, int support, int pixels) {
    return new RenderedSequence(
        index -> {
          if (index < natural) {
            return new Numbered("natural", kind.natural(seed, index), false);
          }
          PortraitCell cell = PortraitCell.of((index - natural) / support);
          int turn = (index - natural) % support;
          return new Numbered("support", kind.ofCell(cell, turn, seed, index), true);
        },
        pixels,
        Math.addExact(natural, Math.multiplyExact(support, PortraitCell.COUNT)));
  }
}
