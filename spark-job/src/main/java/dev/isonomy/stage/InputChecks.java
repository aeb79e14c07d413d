package dev.isonomy.stage;

import dev.isonomy.config.TargetKind;
import dev.isonomy.error.UserException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Checks of inputs that need Spark to read them; they come before anything is written. */
final class InputChecks {
  private InputChecks() {}

  /**
   * Checks the inputs of the stages that will run.
   *
   * @throws dev.isonomy.error.UserException if one cannot be used
   */
  static void check(RunContext run, List<Stage> stages, StageLedger ledger) {
    if (stages.contains(Stage.ENCODE) && !ledger.isComplete(Stage.ENCODE)) {
      EncodeStage.check(run);
    }
    if (stages.contains(Stage.PLAN)
        && !ledger.isComplete(Stage.PLAN)
        && run.config().target().kind() == TargetKind.COMPLEMENT) {
      Targets.existing(run.spark(), run.config().target().existing(), run.space());
    }
  }

  /**
   * Refuses a path that does not exist; an empty one is not given.
   *
   * @throws UserException naming option and path
   */
  static void requireThere(String option, String path, Configuration hadoop) {
    if (path.isEmpty() || path.equals(AuditRequest.RENDERER)) {
      return;
    }
    try {
      Path place = new Path(path);
      FileSystem files = place.getFileSystem(hadoop);
      if (!files.exists(place)) {
        throw new UserException(option + " " + path + " does not exist");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(option + " " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }
}
