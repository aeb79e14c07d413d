package dev.isonomy.stage;

import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Optional;

/**
 * Tells which artifacts of a run's directory can be reused: those that exist and whose recorded
 * fingerprint is the one that the configuration asks for. An artifact with another fingerprint is
 * never overwritten.
 */
final class StageLedger {
  private final RunDirectory directory;

  StageLedger(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * Refuses a stage whose artifact was made from another configuration.
   *
   * @throws UserException naming the first key that differs
   */
  void requireCompatible(Stage stage, Fingerprint wanted) {
    if (!directory.exists(stage.artifact())) {
      return;
    }
    StageRecord found =
        read(stage)
            .orElseThrow(
                () ->
                    new UserException(
                        directory.shown(stage.artifact())
                            + " exists but was not made by isonomy; choose another"
                            + " isonomy.run.dir or delete it"));
    Optional<String> key = wanted.firstDifference(found.fingerprint());
    if (key.isPresent()) {
      throw new UserException(
          "%s is %s but %s was made with %s; choose another isonomy.run.dir or delete %s"
              .formatted(
                  key.get(),
                  wanted.keys().get(key.get()),
                  directory.shown(stage.artifact()),
                  found.fingerprint().keys().get(key.get()),
                  directory.shown("")));
    }
  }

  /** Whether a stage's artifact is there and whole. */
  boolean isComplete(Stage stage) {
    return directory.exists(stage.artifact())
        && read(stage).map(StageRecord::complete).orElse(false);
  }

  /**
   * Refuses a stage whose inputs are missing.
   *
   * @param stages what is to run, in order
   * @throws UserException naming the stage to run first
   */
  void requireInputs(List<Stage> stages) {
    for (Stage input : stages.get(0).upTo()) {
      if (!stages.contains(input) && !isComplete(input)) {
        throw new UserException(
            "%s has no %s yet; run isonomy %s first, or isonomy run for all stages"
                .formatted(directory.shown(""), input.artifact(), input.stageName()));
      }
    }
  }

  void begin(Stage stage, Fingerprint fingerprint) {
    write(new StageRecord(stage.stageName(), false, fingerprint));
  }

  void complete(Stage stage, Fingerprint fingerprint) {
    write(new StageRecord(stage.stageName(), true, fingerprint));
  }

  private Optional<StageRecord> read(Stage stage) {
    String name = recordName(stage.stageName());
    return directory.exists(name)
        ? Optional.of(StageRecord.fromJson(directory.read(name), directory.shown(name)))
        : Optional.empty();
  }

  private void write(StageRecord stageRecord) {
    directory.write(recordName(stageRecord.stage()), stageRecord.toJson());
  }

  private static String recordName(String stage) {
    return "stages/" + stage + ".json";
  }
}
