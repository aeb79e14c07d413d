package dev.isonomy.model;

import dev.isonomy.error.UserException;
import dev.isonomy.json.JsonFields;
import java.util.Set;

/** Reads the object {@code image} of a manifest. */
final class PixelShapes {
  private static final Set<Integer> CHANNELS = Set.of(1, 3, 4);

  private PixelShapes() {}

  /**
   * How the images are stored.
   *
   * @throws UserException if they are of channels or bits that nothing here stores
   */
  static PixelShape read(JsonFields fields) {
    fields.onlyKeys(Set.of("channels", "height", "width", "bits"));
    int channels = fields.integer("channels", 1);
    if (!CHANNELS.contains(channels)) {
      throw fields.error("channels", "must be 1, 3 or 4", String.valueOf(channels));
    }
    int bits = fields.has("bits") ? fields.integer("bits", 1) : Byte.SIZE;
    if (bits != Byte.SIZE && bits != Short.SIZE) {
      throw fields.error("bits", "must be 8 or 16", String.valueOf(bits));
    }
    PixelFormat format =
        PixelFormat.of(channels, bits)
            .orElseThrow(
                () ->
                    fields.error(
                        "bits",
                        "must be 8 with %d channels, as PNG of 16 bits is written for 1 channel only,"
                            .formatted(channels),
                        String.valueOf(bits)));
    return new PixelShape(format, fields.integer("height", 1), fields.integer("width", 1));
  }
}
