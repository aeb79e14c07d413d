package dev.isonomy.stage;

import dev.isonomy.config.TargetKind;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.table.TablePath;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

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
      Targets.of(run.spark(), run.config().target(), run.space(), run.config().plan().images());
    }
  }

  /**
   * Refuses a path that does not exist; an empty one is not given, and references that a provider
   * draws have a name instead.
   *
   * @throws UserException naming option and path
   */
  static void requireThere(String option, String path, Configuration hadoop) {
    if (path.isEmpty() || Providers.named(ReferenceImages.class, path).isPresent()) {
      return;
    }
    TablePath.status(option, path, hadoop);
  }
}
