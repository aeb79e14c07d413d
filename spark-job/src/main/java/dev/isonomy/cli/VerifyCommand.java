package dev.isonomy.cli;

import dev.isonomy.run.Console;
import dev.isonomy.stage.Job;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads a finished data set again: exit status 0 if it is whole, 1 if it is not. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConfigOptions options;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return new Job(options.load(), console).verify() ? 0 : Isonomy.FAILED;
  }
}
