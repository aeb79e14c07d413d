package dev.isonomy.cli;

import dev.isonomy.export.Export;
import dev.isonomy.run.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a finished data set in another format. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConfigOptions configuration;

  @Option(
      names = "--dataset",
      paramLabel = "PATH",
      description = "The data set's directory; default: the one of the run (isonomy.run.dir).")
  private String dataset = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; default webdataset: tar shards, one per work unit.")
  private Export.Format format = Export.Format.webdataset;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "A directory that does not exist yet; any Hadoop path.")
  private String output = "";

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    new Export(configuration.load(), dataset, format, output, console).run();
    return 0;
  }
}
