package dev.isonomy.image;

/** A rectangle of pixels. */
public record Crop(int left, int top, int width, int height) {
  /**
   * The largest centred part of an image that has the proportions of a result.
   *
   * @param image what is cut, as shown
   * @param width of the result
   * @param height of the result
   */
  public static Crop centred(DecodedImage image, int width, int height) {
    long across = Math.min(image.width(), (long) image.height() * width / height);
    long down = Math.min(image.height(), (long) image.width() * height / width);
    return new Crop(
        (int) (image.width() - across) / 2,
        (int) (image.height() - down) / 2,
        (int) Math.max(1, across),
        (int) Math.max(1, down));
  }
}
