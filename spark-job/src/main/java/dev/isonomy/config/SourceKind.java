package dev.isonomy.config;

import dev.isonomy.spi.ImageSource;
import dev.isonomy.spi.Providers;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the images come from in whose latents the attributes are localized: stored ones, or a
 * provider on the class path that draws them.
 *
 * @param name what {@code isonomy.source.kind} calls it
 */
public record SourceKind(String name) {
  /** A folder of image files. */
  public static final SourceKind IMAGES = new SourceKind("images");

  /** A table with a column of images. */
  public static final SourceKind PARQUET = new SourceKind("parquet");

  /** Reads a kind; the message to an unknown one names those that there are. */
  static SourceKind read(Section section, String key) {
    String name = section.text(key);
    List<String> known =
        Stream.concat(
                Stream.of(IMAGES.name, PARQUET.name), Providers.names(ImageSource.class).stream())
            .toList();
    if (!known.contains(name)) {
      throw section.wrong(key, "one of " + String.join(", ", known));
    }
    return new SourceKind(name);
  }

  /** Whether a provider draws the images: nothing is read, and labels are chosen cell by cell. */
  public boolean drawn() {
    return !equals(IMAGES) && !equals(PARQUET);
  }

  @Override
  public String toString() {
    return name;
  }
}
