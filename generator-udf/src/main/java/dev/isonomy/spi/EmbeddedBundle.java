package dev.isonomy.spi;

import java.io.IOException;
import java.io.InputStream;

/** A model bundle that comes with a jar, so that its name is all that a configuration needs. */
public interface EmbeddedBundle extends Provider {
  /** The {@code kind} of its {@code bundle.json}. */
  String kind();

  /**
   * Opens a file of the bundle.
   *
   * @param file its path in the bundle, such as {@code bundle.json}
   * @throws java.nio.file.NoSuchFileException if the bundle has no such file
   */
  InputStream open(String file) throws IOException;
}
