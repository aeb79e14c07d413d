package dev.isonomy.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The chaos run of {@code deploy/local/chaos}. */
final class ChaosMain {
  private static final int UNITS = 40;

  private ChaosMain() {}

  /**
   * Runs seeds and says in one line how it went.
   *
   * @param arguments {@code --seeds N}, optionally {@code --from FIRST}; after the word {@code
   *     starters} also {@code --where local} or {@code --where s3}
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (given.contains("starters")) {
      starters(given);
      return;
    }
    int seeds = (int) option(given, "--seeds", 3);
    long from = option(given, "--from", 1);
    Path directory = Files.createTempDirectory("isonomy-chaos");
    int equal = 0;
    int killed = 0;
    long start = System.nanoTime();
    try (Chaos chaos = Chaos.prepare(directory, UNITS, from)) {
      for (long seed = from; seed < from + seeds; seed++) {
        Chaos.Outcome outcome = chaos.run(seed);
        System.out.println(outcome);
        equal += outcome.problems().isEmpty() ? 1 : 0;
        killed += outcome.killed().size();
      }
    }
    System.out.printf(
        "chaos: %d of %d runs of %d units equal the undisturbed one, %d processes killed, a fifth of"
            + " the S3 requests failed, %d s, logs in %s%n",
        equal, seeds, UNITS, killed, (System.nanoTime() - start) / 1_000_000_000, directory);
    System.exit(equal == seeds ? 0 : 1);
  }

  private static void starters(List<String> given) throws Exception {
    int seeds = (int) option(given, "--seeds", 3);
    long from = option(given, "--from", 1);
    boolean onS3 = given.contains("s3");
    Path directory = Files.createTempDirectory("isonomy-starters");
    int right = 0;
    int refused = 0;
    int started = 0;
    long begin = System.nanoTime();
    try (Starters starters = onS3 ? Starters.onS3(directory) : Starters.local(directory)) {
      for (long seed = from; seed < from + seeds; seed++) {
        Starters.Outcome outcome = starters.run(seed);
        System.out.println(outcome);
        right += outcome.problems().isEmpty() ? 1 : 0;
        refused += outcome.refused();
        started += outcome.started();
      }
    }
    System.out.printf(
        "starters on %s: in %d of %d moments one worked and the result equals the undisturbed one; %d"
            + " processes, %d of them refused, %d s, logs in %s%n",
        onS3 ? "S3" : "a local directory",
        right,
        seeds,
        started,
        refused,
        (System.nanoTime() - begin) / 1_000_000_000,
        directory);
    System.exit(right == seeds ? 0 : 1);
  }

  private static long option(List<String> arguments, String name, long otherwise) {
    int at = arguments.indexOf(name);
    return at < 0 ? otherwise : Long.parseLong(arguments.get(at + 1));
  }
}
