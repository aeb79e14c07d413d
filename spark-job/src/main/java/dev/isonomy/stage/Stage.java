package dev.isonomy.stage;

import dev.isonomy.run.Artifact;
import dev.isonomy.run.Console;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import java.util.List;
import java.util.Map;

/**
 * A step of a run, which makes one artifact of the run's directory. A {@link Job} calls the methods
 * in the order in which they stand here.
 */
public interface Stage {
  /** What it makes. */
  Artifact artifact();

  /** One sentence. */
  String description();

  /** The stages before it that the same configuration determines, in their order. */
  List<Stage> inputs();

  /**
   * Checks what can be checked before Spark starts; writes nothing.
   *
   * @throws dev.isonomy.error.UserException if the stage would be refused
   */
  void require(Prepared run);

  /** Everything that determines the artifact. */
  Fingerprint fingerprint(Prepared run);

  /** What a person should know before the artifact is made, such as the memory that it takes. */
  default List<String> notes(Prepared run) {
    return List.of();
  }

  /** Where the configuration is kept beside the artifact. */
  String configFile();

  /**
   * Checks the inputs that only Spark can read; writes nothing.
   *
   * @throws dev.isonomy.error.UserException if one cannot be used
   */
  default void check(RunContext run) {}

  /**
   * Makes the artifact. What an earlier attempt has committed stays and is not made again.
   *
   * @return what the ledger keeps, by name, such as {@link dev.isonomy.run.Ledger#ROWS}
   */
  Map<String, Long> make(RunContext run);

  /** Cleans a directory that held nothing before the stage was refused. */
  default void refused(RunDirectory directory) {}

  /** Says what came out, once all stages are done. */
  default void summarize(RunDirectory directory, Console console) {}
}
