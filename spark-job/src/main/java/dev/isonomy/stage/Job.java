package dev.isonomy.stage;

import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Console;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.Interruption;
import dev.isonomy.run.JudgeBundles;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Prompts;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.run.RunLogs;
import dev.isonomy.run.SparkSessions;
import dev.isonomy.run.lease.Acquisition;
import dev.isonomy.run.lease.RunLease;
import dev.isonomy.spark.task.BundleSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a list of stages: everything is checked first, then they follow one another. */
public final class Job {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

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
    for (Stage stage : stages) {
      if (!prepared.ledger().isComplete(stage.artifact())) {
        stage.notes(prepared).forEach(console::say);
      }
    }
    for (Stage stage : stages) {
      boolean reused = prepared.ledger().isComplete(stage.artifact());
      say(stage, reused ? "keeps" : "would make", directory);
    }
  }

  private void say(Stage stage, String what, RunDirectory directory) {
    console.say(
        "%-9s %s %s"
            .formatted(stage.artifact().stage(), what, directory.shown(stage.artifact().name())));
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
    if (stages.stream().map(Stage::artifact).allMatch(prepared.ledger()::isComplete)) {
      String made = stages.size() == 1 ? stages.get(0).artifact().name() : "";
      console.note("nothing to do: " + directory.shown(made) + " is complete");
    } else {
      try (RunLease lease = acquisition.acquire(command(stages))) {
        requireFitting(stages, prepared); // what another process has done meanwhile
        runStages(stages, prepared, lease);
      }
    }
    stages.forEach(stage -> stage.summarize(directory, console));
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
    Prepared prepared = prepare(List.of(Stages.GENERATE), directory);
    if (!directory.exists(Artifacts.DATASET.name())) {
      throw new UserException(directory.shown("") + " has no dataset yet; run isonomy run first");
    }
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      return Verification.of(prepared.context(spark, console), prepared.ledger()).verify();
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
    return "isonomy " + (stages.size() == 1 ? stages.get(0).artifact().stage() : "run");
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
    RunDirectory directory = prepared.directory();
    boolean fresh = directory.isEmpty();
    Interruption interruption = Interruption.watch(console, directory);
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      lease.whenLost(() -> spark.sparkContext().cancelAllJobs());
      RunContext run = prepared.context(spark, console);
      List<Stage> missing =
          stages.stream().filter(each -> !prepared.ledger().isComplete(each.artifact())).toList();
      missing.forEach(stage -> stage.check(run));
      missing.stream()
          .map(Stage::configFile)
          .distinct()
          .forEach(name -> directory.write(name, config.dump()));
      stages.forEach(stage -> runStage(stage, run, prepared));
    } catch (Exception e) {
      lease.throwLoss(e);
      if (fresh
          && UserException.behind(e).isPresent()
          && !prepared.ledger().isComplete(stages.get(0).artifact())) {
        stages.get(0).refused(directory);
      }
      throw e;
    } finally {
      interruption.over();
      spark.stop();
    }
  }

  private static void runStage(Stage stage, RunContext run, Prepared prepared) {
    String name = stage.artifact().stage();
    if (prepared.ledger().isComplete(stage.artifact())) {
      run.console()
          .note("%-9s kept: %s".formatted(name, run.directory().shown(stage.artifact().name())));
      return;
    }
    LOG.info("stage {} begins", name);
    Fingerprint fingerprint = stage.fingerprint(prepared);
    prepared.ledger().begin(stage.artifact(), fingerprint);
    Map<String, Long> counts = stage.make(run);
    prepared.ledger().complete(stage.artifact(), fingerprint, counts);
    LOG.info("stage {} is complete", name);
  }

  private Prepared prepare(List<Stage> stages, RunDirectory directory) {
    Optional<String> pin =
        Optional.of(config.bundle().sha256()).filter(sha256 -> !sha256.isEmpty());
    Configuration hadoop = SparkSessions.hadoop(config.spark());
    ModelBundle model =
        ModelSettings.configured(BundleSource.open(config.bundle().uri(), pin, hadoop), config);
    BundleVerifier.verify(model);
    ModelBundle bundle = JudgeBundles.judged(model, config.bundle(), hadoop);
    sayUnaudited(model, bundle);
    Placement.requireGpus(
        SparkSessions.conf(config.spark()), config.bundle().device(), config.gpu());
    Map<String, String> prompts = Prompts.sha256(config.prompts(), hadoop);
    Prepared prepared = new Prepared(config, bundle, directory, new Ledger(directory), prompts);
    stages.forEach(stage -> stage.require(prepared));
    requireFitting(stages, prepared);
    return prepared;
  }

  private void sayUnaudited(ModelBundle model, ModelBundle judged) {
    if (model.audits() && !judged.audits()) {
      console.note(
          "note      the auditor of bundle "
              + model
              + " does not know all attributes of isonomy.bundle.labelers, so that none audits them:"
              + " name one by isonomy.bundle.auditors");
    }
  }

  /** Refuses what the directory holds if it was made otherwise, or is not enough to go on with. */
  private static void requireFitting(List<Stage> stages, Prepared run) {
    List<Stage> inputs = stages.get(0).inputs();
    inputs.forEach(
        stage -> run.ledger().requireCompatible(stage.artifact(), stage.fingerprint(run)));
    stages.forEach(
        stage -> run.ledger().requireCompatible(stage.artifact(), stage.fingerprint(run)));
    for (Stage input : inputs) {
      if (!run.ledger().isComplete(input.artifact())) {
        throw new UserException(
            "%s has no %s yet; run isonomy %s first, or isonomy run for all stages"
                .formatted(
                    run.directory().shown(""), input.artifact().name(), input.artifact().stage()));
      }
    }
  }
}
