package dev.isonomy.spark.task;

import dev.isonomy.error.UserException;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.Judges;
import dev.isonomy.model.LabelBundle;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.Precision;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Where every executor finds the model, and which one it must be.
 *
 * @param location the name of an embedded model, a local directory, {@code spark-files:NAME} for a
 *     directory that was added to the job's files, or any Hadoop URI of a directory
 * @param fingerprint the model's fingerprint, demanded on every executor
 * @param noisyTimestep time step whose noisy states are the latents, {@link #OWN_LATENTS} for the
 *     space that the bundle names
 * @param precision what the denoiser computes with
 * @param labelers bundles that label the model's images, none for the model itself
 * @param auditors bundles that audit the labels, none for the model itself
 */
public record BundleSource(
    String location,
    String fingerprint,
    int noisyTimestep,
    Precision precision,
    List<JudgeSource> labelers,
    List<JudgeSource> auditors)
    implements Serializable {
  /** Copies the lists. */
  public BundleSource {
    labelers = List.copyOf(labelers);
    auditors = List.copyOf(auditors);
  }

  /**
   * Where every executor finds a bundle that judges.
   *
   * @param location see {@link BundleSource}
   * @param fingerprint demanded on every executor
   * @param attributes names of the attributes that it is asked about, empty for all that it knows
   */
  public record JudgeSource(String location, String fingerprint, List<String> attributes)
      implements Serializable {
    /** Copies the names. */
    public JudgeSource {
      attributes = List.copyOf(attributes);
    }

    private Judges.Choice open() {
      return new Judges.Choice(
          openLabels(location, Optional.of(fingerprint), hadoop()), attributes);
    }
  }

  /** The latent space that the bundle names. */
  public static final int OWN_LATENTS = -1;

  /** A source in the latent space that the bundle names, in float32. */
  public BundleSource(String location, String fingerprint) {
    this(location, fingerprint, OWN_LATENTS, Precision.FLOAT32, List.of(), List.of());
  }

  private static final String SPARK_FILES = "spark-files:";

  private static final Map<BundleSource, Bundle> OPENED = new HashMap<>();

  /**
   * The source of a location, opened once to learn its fingerprint.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @throws UserException if there is no valid bundle, or it is another one
   */
  public static BundleSource of(String location, Optional<String> pinned) {
    return new BundleSource(location, open(location, pinned, hadoop()).fingerprint());
  }

  /**
   * The source of a lifting model's location, opened once to learn its fingerprint.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @throws UserException if there is no valid bundle, or it is another one
   */
  public static BundleSource ofLift(String location, Optional<String> pinned) {
    return new BundleSource(location, openLift(location, pinned, hadoop()).fingerprint());
  }

  /**
   * The model at a location; a remote one is copied to this machine.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @param hadoop how remote locations are reached
   * @throws UserException if there is no valid bundle, or it is another one
   */
  public static ModelBundle open(String location, Optional<String> pinned, Configuration hadoop) {
    return open(location, pinned, hadoop, ModelBundle::open);
  }

  /**
   * The lifting model at a location; a remote one is copied to this machine.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @param hadoop how remote locations are reached
   * @throws UserException if there is no valid bundle, or it is another one
   */
  public static LiftBundle openLift(
      String location, Optional<String> pinned, Configuration hadoop) {
    return open(location, pinned, hadoop, LiftBundle::open);
  }

  /**
   * The bundle of judges at a location; of a remote one the networks that judge are copied to this
   * machine.
   *
   * @param pinned the expected fingerprint, if the user gave one
   * @param hadoop how remote locations are reached
   * @throws UserException if there is no valid bundle, it judges nothing, or it is another one
   */
  public static LabelBundle openLabels(
      String location, Optional<String> pinned, Configuration hadoop) {
    return open(location, pinned, hadoop, LabelBundle::open);
  }

  /** Opens one kind of bundle on this machine. */
  private interface Opener<B extends Bundle> {
    B open(String location, Optional<String> pinned);
  }

  private static <B extends Bundle> B open(
      String location, Optional<String> pinned, Configuration hadoop, Opener<B> opener) {
    if (location.startsWith(SPARK_FILES)) {
      if (SparkEnv.get() == null) {
        throw new UserException(
            "model bundle "
                + location
                + " is known only to a running Spark; give a directory, a .zip or a URI");
      }
      return opener.open(SparkFiles.get(location.substring(SPARK_FILES.length())), pinned);
    }
    if (remote(location)) {
      return opener.open(copy(location, hadoop, opener).toString(), pinned);
    }
    return opener.open(location, pinned);
  }

  /**
   * The model; a remote one is copied to this machine once per JVM.
   *
   * @throws UserException if it is not there or not the demanded one
   */
  public ModelBundle open() {
    synchronized (OPENED) {
      ModelBundle bundle = (ModelBundle) OPENED.get(this);
      if (bundle == null) {
        bundle = open(location, Optional.of(fingerprint), hadoop()).withPrecision(precision);
        if (noisyTimestep != OWN_LATENTS) {
          bundle = bundle.withNoisyLatents(noisyTimestep);
        }
        bundle =
            bundle.judgedBy(
                labelers.stream().map(JudgeSource::open).toList(),
                auditors.stream().map(JudgeSource::open).toList());
        OPENED.put(this, bundle);
      }
      return bundle;
    }
  }

  /**
   * The lifting model; a remote one is copied to this machine once per JVM.
   *
   * @throws UserException if it is not there or not the demanded one
   */
  public LiftBundle openLift() {
    synchronized (OPENED) {
      LiftBundle bundle = (LiftBundle) OPENED.get(this);
      if (bundle == null) {
        bundle = openLift(location, Optional.of(fingerprint), hadoop());
        OPENED.put(this, bundle);
      }
      return bundle;
    }
  }

  // Of a running Spark, on executors too: with what the user set as spark.hadoop.*.
  private static Configuration hadoop() {
    SparkEnv env = SparkEnv.get();
    return env == null ? new Configuration() : SparkHadoopUtil.get().newConfiguration(env.conf());
  }

  private static boolean remote(String location) {
    try {
      String scheme = new URI(location).getScheme();
      return scheme != null && !scheme.equals("file");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static java.nio.file.Path copy(String location, Configuration hadoop, Opener<?> opener) {
    try {
      java.nio.file.Path target = Files.createTempDirectory("isonomy-bundle");
      target.toFile().deleteOnExit();
      Path source = new Path(location);
      FileSystem files = source.getFileSystem(hadoop);
      // Name by name, from the manifest: nothing else that lies there is fetched.
      fetch(files, source, target, ModelBundle.MANIFEST);
      Bundle bundle = opener.open(target.toString(), Optional.empty());
      for (String name : bundle.manifest().files().keySet()) {
        fetch(files, source, target, name);
      }
      return target;
    } catch (UserException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // clients of object stores throw either
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      throw new UserException("model bundle " + location + " cannot be read: " + reason, e);
    }
  }

  private static void fetch(FileSystem files, Path source, java.nio.file.Path target, String name)
      throws IOException {
    java.nio.file.Path file = target.resolve(name);
    Files.createDirectories(file.getParent());
    file.getParent().toFile().deleteOnExit();
    try (java.io.InputStream in = files.open(new Path(source, name))) {
      Files.copy(in, file);
      file.toFile().deleteOnExit(); // after the directories, hence before them when the JVM ends
    }
  }
}
