package dev.isonomy.cli;

import dev.isonomy.run.Console;
import dev.isonomy.stage.Stage;
import dev.isonomy.stage.Stages;
import dev.isonomy.stage.lift.LiftStage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Main class of the job: {@code isonomy run --config FILE}. */
@Command(
    name = "isonomy",
    description = "Attribute-balanced image data sets from a pretrained diffusion model.",
    mixinStandardHelpOptions = true,
    version = "isonomy 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Isonomy implements Runnable {
  /** Exit status of a mistake that the user can mend. */
  public static final int USER_ERROR = 2;

  /** Exit status of a run that failed; what it committed stays valid. */
  public static final int FAILED = 1;

  @Spec private CommandSpec spec;

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    Console console = Console.ofSystem();
    // A thread of Spark that dies of such an error leaves the others waiting for it.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          if (error instanceof VirtualMachineError) {
            Failure.report(console, error, Failure.NextTime.REPEATS, arguments);
            Runtime.getRuntime().halt(FAILED);
          }
        });
    System.exit(execute(console, arguments));
  }

  /**
   * Runs a command.
   *
   * @param console where it speaks
   * @param arguments the command line
   * @return 0, {@link #FAILED} or {@link #USER_ERROR}
   */
  public static int execute(Console console, String... arguments) {
    CommandLine line = new CommandLine(new Isonomy());
    add(line, console, "run", "Makes the data set: all stages, one after the other.", Stages.ALL);
    for (Stage stage : Stages.ALL) {
      if (stage == Stages.AUDIT) {
        add(line, new AuditCommand(console), stage.artifact().stage(), stage.description());
      } else {
        add(line, console, stage.artifact().stage(), stage.description(), List.of(stage));
      }
    }
    add(line, new ExportCommand(console), "export", "Writes a data set as WebDataset shards.");
    add(line, new VerifyCommand(console), "verify", "Reads the data set again: is it whole?");
    add(line, new LiftCommand(console), "lift", new LiftStage().description());
    add(line, new PromptsCommand(), "prompts", "Encodes prompts into a table, in Python.");
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((error, unused) -> reportUsage(console, error));
    line.setExecutionStrategy(parsed -> attempt(console, parsed, arguments));
    return line.execute(arguments);
  }

  /** Every {@link Throwable} is told in one way: a full disk is an error of Hadoop's. */
  private static int attempt(Console console, ParseResult parsed, String... arguments) {
    boolean asked = CommandLine.printHelpIfRequested(parsed);
    if (asked) {
      return 0;
    }
    try {
      if (parsed.hasSubcommand()) {
        Machine.require(arguments);
      }
      return new RunLast().execute(parsed);
    } catch (ParameterException e) {
      throw e;
    } catch (ExecutionException e) {
      return Failure.report(
          console, e.getCause() == null ? e : e.getCause(), next(parsed), arguments);
    } catch (Throwable e) {
      return Failure.report(console, e, next(parsed), arguments);
    }
  }

  private static Failure.NextTime next(ParseResult parsed) {
    boolean continues =
        parsed.hasSubcommand()
            && parsed.subcommand().commandSpec().userObject() instanceof Continued command
            && command.continues();
    return continues ? Failure.NextTime.CONTINUES : Failure.NextTime.REPEATS;
  }

  private static void add(
      CommandLine line, Console console, String name, String description, List<Stage> stages) {
    add(line, new StageCommand(console, stages), name, description);
  }

  private static void add(CommandLine line, Object body, String name, String description) {
    CommandLine command = new CommandLine(body);
    command.getCommandSpec().name(name).usageMessage().description(description);
    line.addSubcommand(name, command);
  }

  private static int reportUsage(Console console, ParameterException error) {
    String message = error.getMessage().lines().findFirst().orElse("bad command line");
    List<String> suggestions =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    String hint =
        suggestions.isEmpty()
            ? "see isonomy --help"
            : "did you mean " + String.join(" or ", suggestions) + "?";
    console.error(message + "; " + hint);
    return USER_ERROR;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
