package dev.isonomy.model;

import java.io.IOException;

/** An archive's entry expands far beyond what weights do. */
final class ExpansionException extends IOException {
  private static final long serialVersionUID = 1L;

  ExpansionException(String message) {
    super(message);
  }
}
