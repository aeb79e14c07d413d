package dev.isonomy.bench;

import dev.isonomy.error.UserException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Main class of {@code deploy/local/bench}: one subcommand per table. */
@Command(
    name = "bench",
    description = "Measures Isonomy on this machine: prints tables, writes target/bench/*.json.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FitBench.class,
      FitQualityBench.class,
      FitScaleBench.class,
      GenerateBench.class,
      SideBySideBench.class,
      StepsBench.class,
      MicroBatchBench.class,
      PrecisionBench.class,
      MemoryBench.class,
      SizeBench.class,
      ScalingBench.class,
      LiftBench.class,
      KernelBench.class,
      PlanBench.class,
      RenderBench.class,
      SingleJobBench.class
    })
public final class Bench implements Callable<Integer> {
  private static final int WRONG = 2;

  /** Runs a measurement and exits. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Bench());
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          if (error instanceof UserException) {
            System.err.println("bench: " + error.getMessage());
            return WRONG;
          }
          throw error;
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.out);
    return WRONG;
  }
}
