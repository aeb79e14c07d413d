package dev.isonomy.cli;

import dev.isonomy.run.Console;
import dev.isonomy.stage.Job;
import dev.isonomy.stage.Stage;
import dev.isonomy.stage.lift.LiftStage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes 3D assets of the images of a data set. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class LiftCommand implements Callable<Integer>, Continued {
  private final Console console;

  @Mixin private ConfigOptions configuration;

  @Option(
      names = "--format",
      paramLabel = "ply|splat|spz",
      description = "Files of the assets; short for --set isonomy.lift.format=...")
  private String format = "";

  @Option(
      names = "--dry-run",
      description = "Checks everything, says what would be done, writes nothing.")
  private boolean dryRun;

  LiftCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<String> more = format.isEmpty() ? List.of() : List.of("isonomy.lift.format=" + format);
    Job job = new Job(configuration.load(more), console);
    List<Stage> stages = List.of(new LiftStage());
    if (dryRun) {
      job.describe(stages);
    } else {
      job.run(stages);
    }
    return 0;
  }

  @Override
  public boolean continues() {
    return !dryRun;
  }
}
