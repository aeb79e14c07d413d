package dev.isonomy.run.lease;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Takes a run directory for this process, or refuses.
 *
 * <p>Every starter writes a claim of its own and then lists all of them. Of two starters at least
 * one sees the other, as each has written before it listed. A starter that sees an owner, or a
 * candidate with a smaller id, withdraws; the one with the smallest id waits until the others have
 * done so, and owns the directory once it sees no claim but its own and dead ones. So there are
 * never two owners, whatever the delays (this is Burns' one-bit algorithm), as long as {@link
 * Witness} finds nobody dead who is not; that case is noticed by {@link RunLease#requireHeld}.
 */
public final class Acquisition {
  /** Name of the directory of claims in a run's directory. */
  public static final String DIRECTORY = ClaimStore.DIRECTORY;

  private static final Set<String> CONSISTENT =
      Set.of(
          "file",
          "hdfs",
          "webhdfs",
          "swebhdfs",
          "viewfs",
          "s3a",
          "s3",
          "s3n",
          "gs",
          "abfs",
          "abfss",
          "wasb",
          "wasbs",
          "ofs",
          "o3fs");
  private static final long SHORTEST_LOOK_MILLIS = 50;
  private static final long LONGEST_LOOK_MILLIS = 500;
  private static final int LOOKS_PER_BEAT = 8;

  private final ClaimStore store;
  private final String root;
  private final String scheme;
  private final String shown;
  private final int timeoutSeconds;
  private final Consumer<String> notes;
  private final ProcessIdentity self = ProcessIdentity.ofThis();
  private final Witness witness;

  private Acquisition(
      ClaimStore store,
      String root,
      String scheme,
      String shown,
      int timeoutSeconds,
      Consumer<String> notes) {
    this.store = store;
    this.root = root;
    this.scheme = scheme;
    this.shown = shown;
    this.timeoutSeconds = timeoutSeconds;
    this.notes = notes;
    this.witness = new Witness(self, store, shown, timeoutSeconds, notes);
  }

  /**
   * An attempt that has not begun.
   *
   * @param files the file system
   * @param root the run's directory, qualified
   * @param shown the same as a person writes it
   * @param timeoutSeconds how long an owner may be silent before it counts as dead
   * @param notes told what is going on
   * @throws IOException if the file system does not answer
   */
  public static Acquisition of(
      FileSystem files, Path root, String shown, int timeoutSeconds, Consumer<String> notes)
      throws IOException {
    String scheme = String.valueOf(root.toUri().getScheme());
    boolean creates = !files.exists(root);
    ClaimStore store =
        scheme.equals("file")
            ? new LocalClaims(java.nio.file.Path.of(root.toUri().getPath()), creates)
            : new HadoopClaims(files, root, creates);
    return new Acquisition(store, root.toString(), scheme, shown, timeoutSeconds, notes);
  }

  /**
   * Who owns the directory, as far as a look tells: {@code process 7 of user ann on host h ...}.
   *
   * @throws UserException if that cannot be read
   */
  public Optional<String> owner() {
    for (Map.Entry<String, String> each : others("").entrySet()) {
      Optional<Claim> claim = Claim.fromJson(each.getValue());
      if (claim.isPresent() && !witness.knowsDead(claim.get())) {
        return Optional.of(claim.get().described());
      }
    }
    return Optional.empty();
  }

  /**
   * Waits until nobody owns the directory; writes nothing. Returns at once where it is free, and
   * waits only to find out whether an owner still lives.
   *
   * @throws UserException if an owner lives
   */
  public void awaitFree() {
    while (true) {
      SortedMap<String, String> others = others("");
      others.forEach(witness::judge);
      if (witness.dead().keySet().containsAll(others.keySet())) {
        return;
      }
      pause();
    }
  }

  /**
   * Takes the directory.
   *
   * @param command what this process does, e.g. {@code isonomy run}
   * @throws UserException if an owner lives, or the directory cannot be written
   */
  public RunLease acquire(String command) {
    if (!CONSISTENT.contains(scheme)) {
      notes.accept(
          ("note      isonomy does not know whether listings of %s: show at once what was written; if"
                  + " they do not, never start two runs in %s")
              .formatted(scheme, shown));
    }
    Claim mine = candidate(command);
    boolean won = false;
    while (!won) {
      awaitFree();
      won = contend(mine);
    }
    Claim owning =
        mine.owning(new ArrayList<>(witness.dead().keySet()), System.currentTimeMillis());
    try {
      put(owning);
      Optional<Claim> other = otherOwner(mine);
      if (other.isPresent()) {
        throw witness.inUse(other.get());
      }
      witness.dead().forEach(this::bury);
    } catch (RuntimeException e) {
      withdraw(mine);
      throw e;
    }
    RunLease lease = new RunLease(store, root, shown, owning);
    lease.start();
    return lease;
  }

  private Claim candidate(String command) {
    return new Claim(
        UUID.randomUUID().toString(),
        Claim.CANDIDATE,
        self,
        command,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        timeoutSeconds,
        0,
        System.currentTimeMillis(),
        List.of());
  }

  /** Whether no other claim is left; false if another one goes first. */
  private boolean contend(Claim mine) {
    Claim renewed = mine;
    put(renewed);
    try {
      while (true) {
        SortedMap<String, String> others = others(mine.id());
        others.forEach(witness::judge);
        others.keySet().removeAll(witness.dead().keySet());
        if (others.isEmpty()) {
          return true;
        }
        if (others.firstKey().compareTo(mine.id()) < 0 || hasOwner(others)) {
          withdraw(mine);
          return false;
        }
        renewed = renewed.renewed(System.currentTimeMillis());
        pause();
        put(renewed);
      }
    } catch (RuntimeException e) {
      withdraw(mine);
      throw e;
    }
  }

  private static boolean hasOwner(SortedMap<String, String> claims) {
    return claims.values().stream()
        .anyMatch(text -> Claim.fromJson(text).map(Claim::isOwner).orElse(false));
  }

  private Optional<Claim> otherOwner(Claim mine) {
    return others(mine.id()).entrySet().stream()
        .filter(each -> !witness.dead().containsKey(each.getKey()))
        .flatMap(each -> Claim.fromJson(each.getValue()).stream())
        .filter(Claim::isOwner)
        .findFirst();
  }

  private void bury(String id, Optional<Claim> claim) {
    try {
      store.delete(id);
    } catch (IOException e) {
      throw unwritable(e);
    }
    if (claim.map(Claim::isOwner).orElse(true)) {
      notes.accept(
          "lease     taken over from "
              + claim.map(Claim::described).orElse("an owner that left no name")
              + (claim.map(witness::knowsDead).orElse(false)
                  ? ", which has died"
                  : ", which is silent"));
    }
  }

  private void pause() {
    long beat = RunLease.beatMillis(timeoutSeconds) / LOOKS_PER_BEAT;
    try {
      Thread.sleep(Math.max(SHORTEST_LOOK_MILLIS, Math.min(LONGEST_LOOK_MILLIS, beat)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + shown, e);
    }
  }

  /** The other claims; checks that ours, once written, is among all of them. */
  private SortedMap<String, String> others(String mine) {
    SortedMap<String, String> all;
    try {
      all = new TreeMap<>(store.list(mine));
    } catch (IOException e) {
      throw new UserException(
          "run directory %s: who owns it cannot be read (%s); choose another isonomy.run.dir, or delete %s if no run is active"
              .formatted(shown, RunLease.firstLine(e), shown + "/" + ClaimStore.DIRECTORY),
          e);
    }
    if (!mine.isEmpty() && all.remove(mine) == null) {
      throw new UserException(
          "run directory %s: %s was written but is not listed; isonomy needs a file system whose listings show at once what was written, choose another isonomy.run.dir"
              .formatted(shown, store.shown(mine)));
    }
    witness.forgetAllBut(all.keySet());
    return all;
  }

  private void put(Claim claim) {
    try {
      store.put(claim.id(), claim.toJson());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private UserException unwritable(IOException e) {
    return new UserException(
        "isonomy.run.dir %s cannot be written (%s); choose a directory that can"
            .formatted(shown, RunLease.firstLine(e)),
        e);
  }

  private void withdraw(Claim mine) {
    try {
      store.delete(mine.id());
      store.removeDirectory();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
