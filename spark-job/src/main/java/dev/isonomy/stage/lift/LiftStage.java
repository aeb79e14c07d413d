package dev.isonomy.stage.lift;

import dev.isonomy.config.LiftSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.PixelShape;
import dev.isonomy.run.Artifact;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.JudgeBundles;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.stage.Artifacts;
import dev.isonomy.stage.Prepared;
import dev.isonomy.stage.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code isonomy lift}: a 3D asset for every image of the run's data set, or of any Parquet. It
 * takes the data set as it is, whatever the configuration says now.
 */
public final class LiftStage implements Stage {
  /** The data set of assets. */
  public static final Artifact ASSETS = new Artifact("lift", "assets", false);

  private static final int RGB = 3;

  /** In the ledger: assets that the last attempt made. */
  public static final String MADE = "made";

  /** In the ledger: how long the last attempt took, without Spark's start. */
  public static final String MILLISECONDS = "milliseconds";

  private LiftBundle opened;
  private Lifting lifting;

  @Override
  public Artifact artifact() {
    return ASSETS;
  }

  @Override
  public String description() {
    return "Makes a 3D asset of every image of a data set.";
  }

  @Override
  public List<Stage> inputs() {
    return List.of();
  }

  @Override
  public void require(Prepared run) {
    requireColours(run.bundle());
    LiftSettings settings = run.config().lift();
    run.config().bundle().requireLifterAllowed(settings.bundleUri(), "isonomy.lift.bundle.uri");
    opened = open(settings, run.hadoop());
    BundleVerifier.verify(opened);
  }

  private static void requireColours(ModelBundle model) {
    PixelShape shape = model.manifest().pixels();
    if (shape.format().channels() < RGB) {
      throw new UserException(
          "isonomy lift needs images of colours, but bundle %s makes %s; lift the data set of a model with 3 or 4 channels"
              .formatted(model, shape));
    }
  }

  private static LiftBundle open(LiftSettings settings, Configuration hadoop) {
    Optional<String> pin = Optional.of(settings.bundleSha256()).filter(text -> !text.isEmpty());
    return BundleSource.openLift(settings.bundleUri(), pin, hadoop);
  }

  @Override
  public Fingerprint fingerprint(Prepared run) {
    return fingerprint(
        run.config().lift(), opened.fingerprint(), labeler(run.bundle()), images(run));
  }

  /** Whose labels compare images and assets. */
  private static String labeler(ModelBundle model) {
    return model
        .judges()
        .map(judges -> model.fingerprint() + ", " + JudgeBundles.identity(judges.labelers()))
        .orElse(model.fingerprint());
  }

  /**
   * What determines assets.
   *
   * @param images what determined the run's data set, empty if other images are lifted
   */
  static Fingerprint fingerprint(
      LiftSettings lift, String lifterSha256, String labelerSha256, Fingerprint images) {
    return Fingerprint.builder()
        .put("lift.bundle.uri (its SHA-256)", lifterSha256)
        .putAll(images)
        .put("bundle.uri (its SHA-256)", labelerSha256)
        .put("lift.path", lift.path())
        .put("lift.image-column", lift.imageColumn())
        .put("lift.mask-column", lift.maskColumn())
        .put("lift.format", lift.format().label())
        .put("lift.unit-size", lift.unitSize())
        .put("lift.views", lift.views())
        .put("lift.micro-batch", lift.microBatch())
        .build();
  }

  private static Fingerprint images(Prepared run) {
    if (!run.config().lift().path().isEmpty()) {
      return Fingerprint.builder().build();
    }
    if (!run.ledger().isComplete(Artifacts.DATASET)) {
      throw new UserException(
          run.directory().shown("")
              + " has no complete data set; run isonomy run first, or set isonomy.lift.path");
    }
    return run.ledger().fingerprint(Artifacts.DATASET).orElseThrow();
  }

  @Override
  public String configFile() {
    return "lift.conf";
  }

  /** Opens and counts the table of images. */
  @Override
  public void check(RunContext run) {
    lifting =
        new Lifting(
            run, opened, new BundleSource(run.config().lift().bundleUri(), opened.fingerprint()));
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    return lifting.run();
  }
}
