package dev.isonomy.udf;

import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkFiles;

/**
 * Where every executor finds the model, and which one it must be.
 *
 * @param location {@code portraits}, a local directory, {@code spark-files:NAME} for a directory
 *     that was added to the job's files, or any Hadoop URI of a directory
 * @param fingerprint the model's fingerprint, demanded on every executor
 * @param noisyTimestep time step whose noisy states are the latents, {@link #OWN_LATENTS} for the
 *     space that the bundle names
 */
public record BundleSource(String location, String fingerprint, int noisyTimestep)
    implements Serializable {

  /** The latent space that the bundle names. */
  public static final int OWN_LATENTS = -1;

  /** A source in the latent space that the bundle names. */
  public BundleSource(String location, String fingerprint) {
    this(location, fingerprint, OWN_LATENTS);
  }

  private static final String SPARK_FILES = "spark-files:";

  private static final Map<BundleSource, ModelBundle> OPENED = new HashMap<>();

  /**
   * The source of a location, opened once to learn its fingerprint.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @throws UserException if there is no valid bundle, or it is another one
   */
  public static BundleSource of(String location, Optional<String> pinned) {
    return new BundleSource(location, openAt(location, pinned).fingerprint(), OWN_LATENTS);
  }

  /**
   * The model; a remote one is copied to this machine once per JVM.
   *
   * @throws UserException if it is not there or not the demanded one
   */
  public ModelBundle open() {
    synchronized (OPENED) {
      ModelBundle bundle = OPENED.get(this);
      if (bundle == null) {
        bundle = openAt(location, Optional.of(fingerprint));
        if (noisyTimestep != OWN_LATENTS) {
          bundle = bundle.withNoisyLatents(noisyTimestep);
        }
        OPENED.put(this, bundle);
      }
      return bundle;
    }
  }

  private static ModelBundle openAt(String location, Optional<String> pinned) {
    if (location.startsWith(SPARK_FILES)) {
      return ModelBundle.open(SparkFiles.get(location.substring(SPARK_FILES.length())), pinned);
    }
    if (remote(location)) {
      return ModelBundle.open(copy(location).toString(), pinned);
    }
    return ModelBundle.open(location, pinned);
  }

  private static boolean remote(String location) {
    try {
      String scheme = new URI(location).getScheme();
      return scheme != null && !scheme.equals("file");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static java.nio.file.Path copy(String location) {
    try {
      java.nio.file.Path target = Files.createTempDirectory("isonomy-bundle");
      Path source = new Path(location);
      FileSystem files = source.getFileSystem(new Configuration());
      // Name by name, from the manifest: nothing else that lies there is fetched.
      fetch(files, source, target, ModelBundle.MANIFEST);
      for (String name : ModelBundle.fromDirectory(target).manifest().files().keySet()) {
        fetch(files, source, target, name);
      }
      return target;
    } catch (IOException e) {
      throw new UserException("model bundle " + location + " cannot be read: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new UserException("model bundle " + location + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void fetch(FileSystem files, Path source, java.nio.file.Path target, String name)
      throws IOException {
    java.nio.file.Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    try (java.io.InputStream in = files.open(new Path(source, name))) {
      Files.copy(in, file);
    }
  }
}
