package dev.isonomy.image;

import java.io.IOException;

/** Decodes the files of one format. */
interface FormatDecoder {
  /** Whether a file begins like one of this format. */
  boolean recognizes(Bytes file);

  /**
   * Decodes a file.
   *
   * @throws IOException if it is damaged or of a kind that is not read, with the reason
   */
  DecodedImage decode(Bytes file) throws IOException;
}
