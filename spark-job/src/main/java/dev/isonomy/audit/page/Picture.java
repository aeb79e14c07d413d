package dev.isonomy.audit.page;

import java.util.Base64;

/**
 * A picture for the page.
 *
 * @param png an encoded image
 * @param caption one line about it
 */
public record Picture(byte[] png, String caption) {
  String source() {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }
}
