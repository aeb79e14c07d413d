package dev.isonomy.stage;

import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.LiftSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.LiftBundle;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Acquisition;
import dev.isonomy.run.RunLease;
import dev.isonomy.udf.BundleSource;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * {@code isonomy lift}: a 3D asset for every picture of the run's data set, or of any Parquet.
 * Everything is checked first; an interrupted run goes on where its data set ends.
 */
public final class LiftJob {
  /** Name of the step in the run's directory. */
  static final String STEP = "lift";

  /** The data set of assets. */
  static final String ARTIFACT = "assets";

  private final IsonomyConfig config;
  private final LiftSettings settings;
  private final Console console;

  /** A run of a configuration; nothing happens yet. */
  public LiftJob(IsonomyConfig config, Console console) {
    this.config = config;
    this.settings = config.lift();
    this.console = console;
  }

  /**
   * Says what a run would do; writes nothing and starts no Spark.
   *
   * @throws UserException if the run would be refused
   */
  public void describe() {
    RunDirectory directory = directory();
    acquisition(directory)
        .owner()
        .ifPresent(
            owner ->
                console.note("note      %s is in use by %s".formatted(directory.shown(""), owner)));
    Prepared prepared = prepare(directory);
    console.say(config.dump().stripTrailing());
    console.say(
        "%-9s %s %s"
            .formatted(
                STEP,
                prepared.complete() ? "keeps" : "would make",
                prepared.directory.shown(ARTIFACT)));
  }

  /**
   * What a run has done.
   *
   * @param assets made now
   * @param seconds that took, Spark's start not included
   */
  public record Lifted(long assets, double seconds) {
    /** Assets per second. */
    public double perSecond() {
      return assets / Math.max(1e-3, seconds);
    }
  }

  /**
   * Lifts what is not lifted yet.
   *
   * @throws UserException if an input is wrong
   */
  public Lifted run() {
    RunLogs.name(config.run().dir());
    RunDirectory directory = directory();
    Acquisition acquisition = acquisition(directory);
    acquisition.awaitFree();
    Prepared prepared = prepare(directory);
    if (prepared.complete()) {
      console.note("nothing to do: " + directory.shown(ARTIFACT) + " is complete");
      return new Lifted(0, 0);
    }
    try (RunLease lease = acquisition.acquire("isonomy lift")) {
      prepared.ledger.requireCompatible(STEP, ARTIFACT, prepared.fingerprint);
      return lift(prepared, lease);
    }
  }

  private RunDirectory directory() {
    return RunDirectory.at(config.run().dir(), SparkSessions.hadoop(config.spark()));
  }

  private Acquisition acquisition(RunDirectory directory) {
    return directory.acquisition(config.run().leaseTimeoutSeconds(), console);
  }

  private Lifted lift(Prepared prepared, RunLease lease) {
    RunDirectory directory = prepared.directory;
    Interruption interruption = Interruption.watch(console, directory);
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      lease.whenLost(() -> spark.sparkContext().cancelAllJobs());
      RunContext run = new RunContext(config, prepared.labeler, directory, spark, console);
      BundleSource source = new BundleSource(settings.bundleUri(), prepared.lifter.fingerprint());
      LiftStage stage = new LiftStage(run, prepared.lifter, source);
      prepared.ledger.begin(STEP, prepared.fingerprint);
      Lifted lifted = stage.run();
      prepared.ledger.complete(STEP, prepared.fingerprint);
      return lifted;
    } catch (Exception e) {
      lease.throwLoss(e);
      throw e;
    } finally {
      interruption.over();
      spark.stop();
    }
  }

  private Prepared prepare(RunDirectory directory) {
    config.bundle().requireLifterAllowed(settings.bundleUri(), "isonomy.lift.bundle.uri");
    Configuration hadoop = SparkSessions.hadoop(config.spark());
    LiftBundle lifter =
        BundleSource.openLift(settings.bundleUri(), pin(settings.bundleSha256()), hadoop);
    BundleVerifier.verify(lifter);
    ModelBundle labeler =
        Settings.configured(
            BundleSource.open(config.bundle().uri(), pin(config.bundle().sha256()), hadoop),
            config);
    Placement.requireGpus(
        SparkSessions.conf(config.spark()), config.bundle().device(), config.gpu());
    StageLedger ledger = new StageLedger(directory);
    Fingerprint fingerprint =
        Fingerprints.ofLift(
            settings, lifter.fingerprint(), labeler.fingerprint(), pictures(directory, ledger));
    ledger.requireCompatible(STEP, ARTIFACT, fingerprint);
    return new Prepared(lifter, labeler, directory, ledger, fingerprint);
  }

  private static Optional<String> pin(String sha256) {
    return Optional.of(sha256).filter(text -> !text.isEmpty());
  }

  /** What determined the run's data set, whatever the configuration says now. */
  private Fingerprint pictures(RunDirectory directory, StageLedger ledger) {
    if (!settings.path().isEmpty()) {
      return new Fingerprint(Map.of());
    }
    if (!ledger.isComplete(Stage.GENERATE)) {
      throw new UserException(
          directory.shown("")
              + " has no complete data set; run isonomy run first, or set isonomy.lift.path");
    }
    return ledger.fingerprint(Stage.GENERATE).orElseThrow();
  }

  /** What is known before Spark starts. */
  private record Prepared(
      LiftBundle lifter,
      ModelBundle labeler,
      RunDirectory directory,
      StageLedger ledger,
      Fingerprint fingerprint) {
    boolean complete() {
      return ledger.isComplete(STEP, ARTIFACT);
    }
  }
}
