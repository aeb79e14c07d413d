package dev.isonomy.portraits;

import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Writes portraits of people at work with captions for the training of a text-to-image model.
 *
 * <p>{@code --count N --out DIR [--seed S] [--distribution biased|even] [--first INDEX]} writes the
 * data set that {@link CaptionedFiles} describes. {@code --sheet FILE [--seed S] [--scale K]
 * [--size PIXELS]} writes an {@link OccupationSheet} as PNG.
 */
public final class WordsExport {
  private WordsExport() {}

  /** Entry point; a mistake in the options ends with one line and exit code 2. */
  public static void main(String[] args) throws IOException {
    ExportOptions.run(args, WordsExport::run);
  }

  static void run(ExportOptions options) throws IOException {
    if (options.has("--sheet")) {
      OccupationSheet sheet =
          new OccupationSheet(
              options.number("--size", PortraitRenderer.DEFAULT_SIZE, 1, 512),
              options.number("--scale", 1, 1, 16));
      Path file = Path.of(options.text("--sheet"));
      ImageIO.write(sheet.draw(options.number("--seed", 1)), "png", file.toFile());
      return;
    }
    // Options are read before anything is written.
    Path directory = Path.of(options.text("--out"));
    int count = options.count();
    new CaptionedFiles(sampler(options), options.number("--first", 0)).write(directory, count);
  }

  private static CaptionedSampler sampler(ExportOptions options) {
    long seed = options.number("--seed", 1);
    String name = options.text("--distribution", "biased");
    return switch (name) {
      case "biased" -> CaptionedSampler.biased(seed);
      case "even" -> CaptionedSampler.even(seed);
      default ->
          throw new IllegalArgumentException(
              "--distribution must be biased or even but was " + name);
    };
  }
}
