package dev.isonomy.portraits;

import dev.isonomy.spi.EmbeddedBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** A bundle among this module's resources: a folder named like it. */
abstract class EmbeddedFolder implements EmbeddedBundle {
  private final String name;
  private final String kind;

  EmbeddedFolder(String name, String kind) {
    this.name = name;
    this.kind = kind;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public InputStream open(String file) throws IOException {
    String resource = "bundles/" + name + "/" + file;
    InputStream in = EmbeddedFolder.class.getResourceAsStream(resource);
    if (in == null) {
      throw new NoSuchFileException("embedded model " + name + " has no file " + file);
    }
    return in;
  }
}
