package dev.isonomy.stage;

import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells which artifacts of a run's directory can be reused: those that exist and whose recorded
 * fingerprint is the one that the configuration asks for. An artifact with another fingerprint is
 * never overwritten.
 */
final class StageLedger {
  private static final String ROWS = "rows";

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
    requireCompatible(stage.stageName(), stage.artifact(), wanted, "");
  }

  /** The same for a step that is no stage of every run: deleting its artifact is enough. */
  void requireCompatible(String step, String artifact, Fingerprint wanted) {
    requireCompatible(step, artifact, wanted, artifact);
  }

  private void requireCompatible(
      String step, String artifact, Fingerprint wanted, String toDelete) {
    if (!directory.exists(artifact)) {
      return;
    }
    StageRecord found =
        read(step)
            .orElseThrow(
                () ->
                    new UserException(
                        directory.shown(artifact)
                            + " exists but was not made by isonomy; choose another"
                            + " isonomy.run.dir or delete it"));
    Optional<String> key = wanted.firstDifference(found.fingerprint());
    if (key.isPresent()) {
      throw new UserException(
          "%s is %s but %s was made with %s; choose another isonomy.run.dir or delete %s"
              .formatted(
                  key.get(),
                  value(wanted, key.get()),
                  directory.shown(artifact),
                  value(found.fingerprint(), key.get()),
                  directory.shown(toDelete)));
    }
  }

  private static String value(Fingerprint fingerprint, String key) {
    return fingerprint.keys().getOrDefault(key, "no such key, by another version of Isonomy");
  }

  /** What determined a stage's artifact, if it is there. */
  Optional<Fingerprint> fingerprint(Stage stage) {
    return read(stage.stageName()).map(StageRecord::fingerprint);
  }

  /** Whether a stage's artifact is there and whole. */
  boolean isComplete(Stage stage) {
    return isComplete(stage.stageName(), stage.artifact());
  }

  /** The same for a step that is no stage of every run. */
  boolean isComplete(String step, String artifact) {
    return directory.exists(artifact) && read(step).map(StageRecord::complete).orElse(false);
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

  /** How many rows a stage has written, if its record says so. */
  OptionalLong rows(Stage stage) {
    Long rows = read(stage.stageName()).map(it -> it.counts().get(ROWS)).orElse(null);
    return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  void begin(Stage stage, Fingerprint fingerprint) {
    begin(stage.stageName(), fingerprint);
  }

  void begin(String step, Fingerprint fingerprint) {
    write(new StageRecord(step, false, fingerprint, Map.of()));
  }

  void complete(Stage stage, Fingerprint fingerprint) {
    complete(stage.stageName(), fingerprint);
  }

  void complete(String step, Fingerprint fingerprint) {
    write(new StageRecord(step, true, fingerprint, Map.of()));
  }

  /** The same for a stage whose artifact must keep its number of rows. */
  void complete(Stage stage, Fingerprint fingerprint, long rows) {
    write(new StageRecord(stage.stageName(), true, fingerprint, Map.of(ROWS, rows)));
  }

  private Optional<StageRecord> read(String step) {
    String name = recordName(step);
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
