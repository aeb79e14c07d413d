package dev.isonomy.stage;

import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.dataset.DatasetSchema;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Acquisition;
import dev.isonomy.run.RunLease;
import dev.isonomy.udf.BundleSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run: everything is checked first, then the stages follow one another. */
public final class Job {
  private final IsonomyConfig config;
  private final Console console;

  /** A run of a configuration; nothing happens yet. */
  public Job(IsonomyConfig config, Console console) {
    this.config = config;
    this.console = console;
  }

  /**
   * Says what a run would do; writes nothing and starts no Spark.
   *
   * @throws dev.isonomy.error.UserException if the run would be refused
   */
  public void describe(List<Stage> stages) {
    RunDirectory directory = directory();
    sayOwner(acquisition(directory));
    Prepared prepared = prepare(stages, directory);
    console.say(config.dump().stripTrailing());
    if (stages.contains(Stage.FIT) && !prepared.ledger.isComplete(Stage.FIT)) {
      prepared.fitMemory(config).notes().forEach(console::say);
    }
    for (Stage stage : stages) {
      boolean reused = prepared.ledger.isComplete(stage);
      console.say(
          "%-9s %s %s"
              .formatted(
                  stage.stageName(),
                  reused ? "keeps" : "would make",
                  prepared.directory.shown(stage.artifact())));
    }
  }

  /**
   * Runs stages, those before them must have run already.
   *
   * @param stages consecutive stages in their order
   * @throws dev.isonomy.error.UserException if an input is wrong
   */
  public void run(List<Stage> stages) {
    RunLogs.name(config.run().dir());
    RunDirectory directory = directory();
    Acquisition acquisition = acquisition(directory);
    acquisition.awaitFree();
    Prepared prepared = prepare(stages, directory);
    if (prepared.hasAll(stages)) {
      console.note("nothing to do: " + prepared.directory.shown("") + " is complete");
    } else {
      try (RunLease lease = acquisition.acquire(command(stages))) {
        requireFitting(stages, prepared); // what another process has done meanwhile
        runStages(stages, prepared, lease);
      }
    }
    if (stages.contains(Stage.AUDIT)) {
      Summary.print(console, prepared.directory);
    }
  }

  /**
   * Reads the run's data set again, row by row.
   *
   * @return whether it is whole
   * @throws dev.isonomy.error.UserException if there is no data set, or it belongs to another
   *     configuration
   */
  public boolean verify() {
    RunLogs.name(config.run().dir());
    RunDirectory directory = directory();
    sayOwner(acquisition(directory));
    Prepared prepared = prepare(List.of(Stage.GENERATE), directory);
    if (!prepared.directory.exists(Stage.GENERATE.artifact())) {
      throw new UserException(
          prepared.directory.shown("") + " has no dataset yet; run isonomy run first");
    }
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      RunContext run = new RunContext(config, prepared.bundle, prepared.directory, spark, console);
      return Verification.of(run, prepared.ledger).verify();
    } finally {
      spark.stop();
    }
  }

  private RunDirectory directory() {
    return RunDirectory.at(config.run().dir(), SparkSessions.hadoop(config.spark()));
  }

  private Acquisition acquisition(RunDirectory directory) {
    return directory.acquisition(config.run().leaseTimeoutSeconds(), console);
  }

  private static String command(List<Stage> stages) {
    return "isonomy " + (stages.size() == 1 ? stages.get(0).stageName() : "run");
  }

  private void sayOwner(Acquisition acquisition) {
    acquisition
        .owner()
        .ifPresent(
            owner ->
                console.note(
                    "note      %s is in use by %s: it changes meanwhile"
                        .formatted(config.run().dir(), owner)));
  }

  private void runStages(List<Stage> stages, Prepared prepared, RunLease lease) {
    RunDirectory directory = prepared.directory;
    boolean fresh = directory.isEmpty();
    Interruption interruption = Interruption.watch(console, directory);
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      lease.whenLost(() -> spark.sparkContext().cancelAllJobs());
      RunContext run = new RunContext(config, prepared.bundle, directory, spark, console);
      InputChecks.check(run, stages, prepared.ledger);
      directory.write("config.conf", config.dump());
      for (Stage stage : stages) {
        runStage(stage, run, prepared);
      }
    } catch (Exception e) {
      lease.throwLoss(e);
      if (fresh
          && UserException.behind(e).isPresent()
          && !prepared.ledger.isComplete(stages.get(0))) {
        directory.clear(EncodeStage.REJECTED); // refused: as if it had never begun
      }
      throw e;
    } finally {
      interruption.over();
      spark.stop();
    }
  }

  private static void runStage(Stage stage, RunContext run, Prepared prepared) {
    Logger log = LoggerFactory.getLogger(Job.class);
    if (prepared.ledger.isComplete(stage)) {
      run.console()
          .note(
              "%-9s kept: %s"
                  .formatted(stage.stageName(), run.directory().shown(stage.artifact())));
      return;
    }
    log.info("stage {} begins", stage.stageName());
    Fingerprint fingerprint = prepared.fingerprint(stage, run.config());
    prepared.ledger.begin(stage, fingerprint);
    OptionalLong rows = make(stage, run);
    if (rows.isPresent()) {
      prepared.ledger.complete(stage, fingerprint, rows.getAsLong());
    } else {
      prepared.ledger.complete(stage, fingerprint);
    }
    log.info("stage {} is complete", stage.stageName());
  }

  /** Runs a stage; how many rows its artifact must keep, where that is checked later. */
  private static OptionalLong make(Stage stage, RunContext run) {
    switch (stage) {
      case ENCODE -> {
        return OptionalLong.of(EncodeStage.run(run));
      }
      case FIT -> FitStage.run(run);
      case ASSOCIATE -> AssociateStage.run(run);
      case PLAN -> PlanStage.run(run);
      case GENERATE -> GenerateStage.run(run);
      case AUDIT -> AuditStage.run(run);
    }
    return OptionalLong.empty();
  }

  private Prepared prepare(List<Stage> stages, RunDirectory directory) {
    Optional<String> pin =
        Optional.of(config.bundle().sha256()).filter(sha256 -> !sha256.isEmpty());
    Configuration hadoop = SparkSessions.hadoop(config.spark());
    ModelBundle bundle =
        Settings.configured(BundleSource.open(config.bundle().uri(), pin, hadoop), config);
    BundleVerifier.verify(bundle);
    DatasetSchema.requireColumns(bundle.manifest().attributes(), "bundle " + config.bundle().uri());
    Placement.requireGpus(
        SparkSessions.conf(config.spark()), config.bundle().device(), config.gpu());
    PriorDraws.requireDrawable(config, bundle);
    Targets.whole(config.target(), bundle.manifest().attributes());
    Targets.requireForeign(config.target(), directory, hadoop);
    Prepared prepared = new Prepared(bundle, directory, new StageLedger(directory));
    requireFitting(stages, prepared);
    if (stages.contains(Stage.FIT) && !prepared.ledger.isComplete(Stage.FIT)) {
      prepared.fitMemory(config).require();
    }
    return prepared;
  }

  /** Refuses what the directory holds if it was made otherwise, or is not enough to go on with. */
  private void requireFitting(List<Stage> stages, Prepared prepared) {
    for (Stage stage : stages.get(stages.size() - 1).upTo()) {
      prepared.ledger.requireCompatible(stage, prepared.fingerprint(stage, config));
    }
    prepared.ledger.requireInputs(stages);
  }

  /**
   * What is known before Spark starts.
   *
   * @param bundle the model
   * @param directory the run's directory
   * @param ledger what it holds
   */
  private record Prepared(ModelBundle bundle, RunDirectory directory, StageLedger ledger) {
    boolean hasAll(List<Stage> stages) {
      return stages.stream().allMatch(ledger::isComplete);
    }

    FitMemory fitMemory(IsonomyConfig config) {
      return FitMemory.of(config, bundle.manifest());
    }

    Fingerprint fingerprint(Stage stage, IsonomyConfig config) {
      return Fingerprints.of(stage, config, bundle.fingerprint());
    }
  }
}
