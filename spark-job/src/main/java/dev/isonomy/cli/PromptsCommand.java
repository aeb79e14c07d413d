package dev.isonomy.cli;

import dev.isonomy.error.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Encodes prompts: a tool in Python, which the launcher starts in the place of Java. The job has
 * none.
 */
@Command(sortOptions = false)
final class PromptsCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() {
    throw new UserException(
        "prompts are encoded by a tool in Python, which the launcher starts: deploy/local/isonomy prompts %s"
            .formatted(arguments.isEmpty() ? "--help" : String.join(" ", arguments)));
  }
}
