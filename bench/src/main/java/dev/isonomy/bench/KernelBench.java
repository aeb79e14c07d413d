package dev.isonomy.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs {@link MatrixProducts} with JMH. */
@Command(
    name = "kernels",
    description = "Dense products of the fit, by JMH: OpenBLAS and plain Java.",
    mixinStandardHelpOptions = true)
final class KernelBench implements Callable<Integer> {
  @Option(names = "--size", split = ",", description = "Rows and columns (default: 64,256).")
  private List<String> sizes = List.of("64", "256");

  @Option(names = "--iterations", description = "Measured iterations of a second (default: 5).")
  private int iterations = 5;

  @Override
  public Integer call() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include(MatrixProducts.class.getSimpleName())
                .param("size", sizes.toArray(String[]::new))
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .forks(1)
                .resultFormat(ResultFormatType.JSON)
                .result(Results.file("kernels").toString())
                .build())
        .run();
    return 0;
  }
}
