package dev.isonomy.image;

/**
 * How the stored pixels are turned to be shown: the eight values of the tag {@code Orientation} of
 * TIFF and EXIF.
 *
 * @param transposed whether rows are shown as columns
 * @param fromRight whether the stored columns are taken from the last to the first
 * @param fromBottom whether the stored rows are taken from the last to the first
 */
public record Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {
  /** Shown as stored. */
  public static final Orientation UPRIGHT = new Orientation(false, false, false);

  /** The orientation of a tag's value; upright for values that mean nothing. */
  static Orientation of(int tag) {
    return switch (tag) {
      case 2 -> new Orientation(false, true, false);
      case 3 -> new Orientation(false, true, true);
      case 4 -> new Orientation(false, false, true);
      case 5 -> new Orientation(true, false, false);
      case 6 -> new Orientation(true, false, true);
      case 7 -> new Orientation(true, true, true);
      case 8 -> new Orientation(true, true, false);
      default -> UPRIGHT;
    };
  }

  /** Where a rectangle of the shown image lies in the stored one of a width and a height. */
  Crop stored(Crop shown, int width, int height) {
    int left = transposed ? shown.top() : shown.left();
    int top = transposed ? shown.left() : shown.top();
    int across = transposed ? shown.height() : shown.width();
    int down = transposed ? shown.width() : shown.height();
    return new Crop(
        fromRight ? width - left - across : left,
        fromBottom ? height - top - down : top,
        across,
        down);
  }

  /** The index, in stored rows of {@code width}, of the pixel shown at a place. */
  int index(int x, int y, int width, int height) {
    int column = transposed ? y : x;
    int row = transposed ? x : y;
    return (fromBottom ? height - 1 - row : row) * width
        + (fromRight ? width - 1 - column : column);
  }
}
