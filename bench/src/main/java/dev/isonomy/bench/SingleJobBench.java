package dev.isonomy.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The job by itself on what cores this process has; {@link SideBySideBench} starts it on one. */
@Command(
    name = "job-alone",
    description = "Images per second of the job, once it is warm; without its start and with it.",
    hidden = true,
    mixinStandardHelpOptions = true)
final class SingleJobBench implements Callable<Integer> {
  /** The line that says that the measurement begins. */
  static final String WARM = "warm";

  private static final int UNITS = 4;

  /** Enough for the JVM to have compiled what is called often. */
  private static final int FIRST = 600;

  @Option(names = "--seconds", description = "Seconds that it takes, about (default: 60).")
  private double seconds = 60;

  @Override
  public Integer call() {
    PreparedRun prepared = PreparedRun.make();
    PreparedRun.Generation first = prepared.planned(FIRST, FIRST / UNITS, List.of()).generate();
    int unit = (int) Math.ceil(first.images() / first.seconds() * seconds / UNITS);
    PreparedRun run = prepared.planned(UNITS * unit, unit, List.of());
    System.out.println(WARM);
    PreparedRun.Generation made = run.generate();
    PreparedRun.Generation part = prepared.planned(unit, unit, List.of()).generate();
    System.out.println(
        StartUp.speed(made.draws(), made.seconds(), part.draws(), part.seconds())
            + " "
            + made.draws() / made.seconds());
    return 0;
  }
}
