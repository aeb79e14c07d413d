package dev.isonomy.image;

import java.io.IOException;

/** An image that is not damaged, but not read either; the message continues the format's name. */
final class RefusedImageException extends IOException {
  private static final long serialVersionUID = 1L;

  RefusedImageException(String reason) {
    super(reason);
  }
}
