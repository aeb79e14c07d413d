package dev.isonomy.spi;

/**
 * Images with known cells that the audit measures generated images and their labelers against. The
 * name is that of an {@link ImageSource}, or what {@code isonomy audit --reference} calls it.
 */
public interface ReferenceImages extends Provider {
  /** The name of the model that {@link #training} images were drawn for, as its bundle has it. */
  String model();

  /**
   * Images from the distribution that the model was trained on.
   *
   * @param seed the seed of the run; no image is one of the run's source
   */
  ImageSequence natural(ImageSize size, long seed, int count);

  /**
   * The cells in turn: the same number of images of each, one more of the first cells if need be.
   *
   * @param seed the seed of the run; no image is one of the run's source
   */
  ImageSequence balanced(ImageSize size, long seed, int count);

  /** All images that the model was trained on. */
  ImageSequence training(ImageSize size);
}
