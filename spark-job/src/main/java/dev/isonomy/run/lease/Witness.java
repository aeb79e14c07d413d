package dev.isonomy.run.lease;

import dev.isonomy.error.UserException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells dead claims from living ones. A claim is dead if its process is on this machine and no
 * longer runs, or if nothing changed in it for the time-out while this process watched: clocks of
 * two machines are never compared.
 */
final class Witness {
  private final ProcessIdentity self;
  private final ClaimStore store;
  private final String shown;
  private final int timeoutSeconds;
  private final Consumer<String> notes;
  private final Map<String, Optional<Claim>> dead = new TreeMap<>();
  private final Map<String, Watched> watched = new HashMap<>();

  /** What was seen of a claim, and since when it has been so. */
  private record Watched(String text, long sinceNanos, boolean told) {}

  Witness(
      ProcessIdentity self,
      ClaimStore store,
      String shown,
      int timeoutSeconds,
      Consumer<String> notes) {
    this.self = self;
    this.store = store;
    this.shown = shown;
    this.timeoutSeconds = timeoutSeconds;
    this.notes = notes;
  }

  /** The dead claims by id; a claim that is no text of ours is empty. */
  Map<String, Optional<Claim>> dead() {
    return Collections.unmodifiableMap(dead);
  }

  /** Forgets what was seen of claims that are no longer there. */
  void forgetAllBut(Set<String> ids) {
    watched.keySet().retainAll(ids);
  }

  /** Whether it is certain without watching. */
  boolean knowsDead(Claim claim) {
    return claim.process().isOnMachineOf(self) && !claim.process().isAlive();
  }

  /**
   * Finds a claim dead, or needs another look.
   *
   * @throws UserException if its process lives and owns the directory
   */
  void judge(String id, String text) {
    if (dead.containsKey(id)) {
      return;
    }
    Optional<Claim> claim = Claim.fromJson(text);
    if (claim.isPresent() && knowsDead(claim.get())) {
      dead.put(id, claim);
      return;
    }
    if (claim.isPresent() && claim.get().isOwner() && isFresh(claim.get())) {
      throw inUse(claim.get());
    }
    watch(id, text, claim);
  }

  /** Whether an owner on this machine, whose clock it shares, has renewed its claim lately. */
  private boolean isFresh(Claim claim) {
    long age = Math.abs(System.currentTimeMillis() - claim.beatMillis());
    return claim.process().isOnMachineOf(self) && age < claim.timeoutSeconds() * 1000L / 2;
  }

  private void watch(String id, String text, Optional<Claim> claim) {
    long now = System.nanoTime();
    Watched before = watched.get(id);
    if (before == null || !before.text.equals(text)) {
      if (before != null && claim.isPresent() && claim.get().isOwner()) {
        throw inUse(claim.get()); // it changes, so it lives
      }
      watched.put(id, new Watched(text, now, before != null && before.told));
      return;
    }
    long seconds = Math.max(timeoutSeconds, claim.map(Claim::timeoutSeconds).orElse(0));
    long silentMillis = (now - before.sinceNanos) / 1_000_000;
    if (silentMillis >= seconds * 1000) {
      dead.put(id, claim);
    } else if (!before.told && silentMillis > 2 * RunLease.beatMillis((int) seconds)) {
      notes.accept("lease     " + silence(id, claim, seconds));
      watched.put(id, new Watched(text, before.sinceNanos, true));
    }
  }

  private String silence(String id, Optional<Claim> claim, long seconds) {
    return claim
        .map(
            it ->
                "%s has been in use by %s, which gives no sign of life; taking it over after %d s of silence"
                    .formatted(shown, it.described(), seconds))
        .orElseGet(
            () ->
                "%s is damaged, its owner unknown; taking %s over after %d s without a change (or delete the file if no run is active)"
                    .formatted(store.shown(id), shown, seconds));
  }

  UserException inUse(Claim claim) {
    return new UserException(
        "run directory %s is in use by %s; wait for it, stop it, or choose another isonomy.run.dir"
            .formatted(shown, claim.described()));
  }
}
