package dev.isonomy.portraits;

import dev.isonomy.portraits.render.PortraitRenderer;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Writes portraits for the training of the embedded model.
 *
 * <p>{@code --count N --out DIR [--seed S] [--distribution natural|balanced] [--first INDEX]}
 * writes the data set that {@link PortraitFiles} describes. {@code --sheet FILE [--seed S] [--scale
 * K] [--size PIXELS]} writes a {@link ContactSheet} as PNG.
 */
public final class PortraitExport {
  private PortraitExport() {}

  /** Entry point; a mistake in the options ends with one line and exit code 2. */
  public static void main(String[] args) throws IOException {
    ExportOptions.run(args, PortraitExport::run);
  }

  static void run(ExportOptions options) throws IOException {
    if (options.has("--sheet")) {
      ContactSheet sheet =
          new ContactSheet(
              options.number("--size", PortraitRenderer.DEFAULT_SIZE, 1, 512),
              options.number("--scale", 2, 1, 16));
      Path file = Path.of(options.text("--sheet"));
      ImageIO.write(sheet.draw(options.number("--seed", 1)), "png", file.toFile());
      return;
    }
    // Options are read before anything is written.
    Path directory = Path.of(options.text("--out"));
    int count = options.count();
    PortraitFiles files = new PortraitFiles(options.sampler(), options.number("--first", 0));
    files.write(directory, count);
  }
}
