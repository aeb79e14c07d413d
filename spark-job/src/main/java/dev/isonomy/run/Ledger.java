package dev.isonomy.run;

import dev.isonomy.error.UserException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells which artifacts of a run's directory can be reused: those that exist and whose recorded
 * fingerprint is the one that the configuration asks for. An artifact with another fingerprint is
 * never overwritten.
 */
public final class Ledger {
  /** The count of rows that an artifact must keep. */
  public static final String ROWS = "rows";

  private final RunDirectory directory;

  /** The ledger of a run's directory. */
  public Ledger(RunDirectory directory) {
    this.directory = directory;
  }

  /**
   * Refuses a stage whose artifact was made from another configuration.
   *
   * @throws UserException naming the first key that differs
   */
  public void requireCompatible(Artifact artifact, Fingerprint wanted) {
    if (!directory.exists(artifact.name())) {
      return;
    }
    Fingerprint found =
        fingerprint(artifact)
            .orElseThrow(
                () ->
                    new UserException(
                        directory.shown(artifact.name())
                            + " exists but was not made by isonomy; choose another"
                            + " isonomy.run.dir or delete it"));
    Optional<String> key = wanted.firstDifference(found);
    if (key.isPresent()) {
      throw new UserException(
          "%s is %s but %s was made with %s; choose another isonomy.run.dir or delete %s"
              .formatted(
                  key.get(),
                  value(wanted, key.get()),
                  directory.shown(artifact.name()),
                  value(found, key.get()),
                  directory.shown(artifact.input() ? "" : artifact.name())));
    }
  }

  private static String value(Fingerprint fingerprint, String key) {
    return fingerprint.keys().getOrDefault(key, "no such key, by another version of Isonomy");
  }

  /** What determined an artifact, if it is there. */
  public Optional<Fingerprint> fingerprint(Artifact artifact) {
    return read(artifact).map(LedgerEntry::fingerprint);
  }

  /** Whether an artifact is there and whole. */
  public boolean isComplete(Artifact artifact) {
    return directory.exists(artifact.name())
        && read(artifact).map(LedgerEntry::complete).orElse(false);
  }

  /** A count that the stage recorded, such as {@link #ROWS}. */
  public OptionalLong count(Artifact artifact, String name) {
    Long count = read(artifact).map(entry -> entry.counts().get(name)).orElse(null);
    return count == null ? OptionalLong.empty() : OptionalLong.of(count);
  }

  /** Records that an artifact is in the making. */
  public void begin(Artifact artifact, Fingerprint fingerprint) {
    write(new LedgerEntry(artifact.stage(), false, fingerprint, Map.of()));
  }

  /** Records that an artifact is whole, with what its stage counted. */
  public void complete(Artifact artifact, Fingerprint fingerprint, Map<String, Long> counts) {
    write(new LedgerEntry(artifact.stage(), true, fingerprint, counts));
  }

  private Optional<LedgerEntry> read(Artifact artifact) {
    String name = entryName(artifact.stage());
    return directory.exists(name)
        ? Optional.of(LedgerEntry.fromJson(directory.read(name), directory.shown(name)))
        : Optional.empty();
  }

  private void write(LedgerEntry entry) {
    directory.write(entryName(entry.stage()), entry.toJson());
  }

  private static String entryName(String stage) {
    return "stages/" + stage + ".json";
  }
}
