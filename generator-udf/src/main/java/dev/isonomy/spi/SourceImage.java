package dev.isonomy.spi;

import java.io.Serializable;

/**
 * One image of a source, or why it could not be read.
 *
 * @param id its name, unique in the source
 * @param pixels in the model's shape, see {@link dev.isonomy.generate.Pixels}; empty if it could
 *     not be read
 * @param cell its cell, {@link #UNLABELLED} without labels
 * @param prompt the text that asks for such an image, empty where that is not known
 * @param rejection why it could not be read, empty if it could
 */
public record SourceImage(String id, byte[] pixels, int cell, String prompt, String rejection)
    implements Serializable {
  /** The cell of an image without a label. */
  public static final int UNLABELLED = -1;

  /** An image that could be read. */
  public static SourceImage of(String id, byte[] pixels, int cell) {
    return new SourceImage(id, pixels, cell, "", "");
  }

  /** The same image, of which it is known how one asks for its like. */
  public SourceImage askedFor(String text) {
    return new SourceImage(id, pixels, cell, text, rejection);
  }

  /** An image that could not be read. */
  public static SourceImage rejected(String id, String reason) {
    return new SourceImage(id, new byte[0], UNLABELLED, "", reason);
  }

  /** Whether it has pixels. */
  public boolean readable() {
    return rejection.isEmpty();
  }
}
