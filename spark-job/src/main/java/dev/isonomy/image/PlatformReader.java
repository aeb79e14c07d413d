package dev.isonomy.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A reader of the JDK's own, whatever others the class path adds to {@link ImageIO}: Spark's users
 * bring theirs. Its warnings are kept, as it goes on where it should stop.
 */
final class PlatformReader implements AutoCloseable {
  private final ImageReader reader;
  private final ImageInputStream in;
  private final List<String> warnings = new ArrayList<>();

  private PlatformReader(ImageReader reader, ImageInputStream in) {
    this.reader = reader;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @param format its name in {@link ImageIO}
   */
  static PlatformReader open(String format, byte[] file) {
    ImageReader reader = find(format);
    ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
    PlatformReader open = new PlatformReader(reader, in);
    reader.addIIOReadWarningListener((source, warning) -> open.warnings.add(warning));
    reader.setInput(in, false, true);
    return open;
  }

  private static ImageReader find(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule().equals(ImageIO.class.getModule())) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("this Java runtime has no reader of " + format);
  }

  ImageReader reader() {
    return reader;
  }

  /** What the reader complained of so far. */
  List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() throws IOException {
    reader.dispose();
    in.close();
  }
}
