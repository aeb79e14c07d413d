package dev.isonomy.cli;

import dev.isonomy.run.Console;
import dev.isonomy.stage.Job;
import dev.isonomy.stage.Stage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One or more stages of a run. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
class StageCommand implements Callable<Integer>, Continued {
  private final Console console;
  private final List<Stage> stages;

  @Mixin private ConfigOptions configuration;

  @Option(
      names = "--dry-run",
      description = "Checks everything, says what would be done, writes nothing.")
  private boolean dryRun;

  @Option(
      names = "--resume",
      description =
          "Continues what the run's directory holds; always done, provided that it was made from"
              + " the same configuration.")
  @SuppressWarnings("UnusedVariable") // accepted for those who want to say it
  private boolean resume;

  StageCommand(Console console, List<Stage> stages) {
    this.console = console;
    this.stages = stages;
  }

  @Override
  public Integer call() {
    Job job = new Job(configuration.load(), console);
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

  final Console console() {
    return console;
  }

  final ConfigOptions configuration() {
    return configuration;
  }
}
