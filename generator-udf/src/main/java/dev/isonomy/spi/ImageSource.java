package dev.isonomy.spi;

/**
 * A source that draws its images instead of reading them. {@code isonomy.source.kind} is its name.
 */
public interface ImageSource extends Provider {
  /**
   * The images for a run: unlabelled ones first, then labelled ones of each cell.
   *
   * @throws dev.isonomy.error.UserException if it cannot draw the cells or images of that size
   */
  ImageSequence draw(SourceRequest request);
}
