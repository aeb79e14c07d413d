package dev.isonomy.run.lease;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run directory that belongs to this process, until it is closed or lost. A thread renews the
 * claim; another one counts the seconds without success.
 */
public final class RunLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLease.class);

  /** A claim is renewed at least so often. */
  private static final long LONGEST_BEAT_MILLIS = 5000;

  private static final int BEATS_PER_TIMEOUT = 12;
  private static final long TICK_MILLIS = 250;
  private static final long CLOSE_SECONDS = 20;

  // After Spark has stopped (FileSystem's priority + 30), before Hadoop closes the file systems.
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 20;

  private final ClaimStore store;
  private final String root;
  private final String shown;
  private final ReentrantLock lock = new ReentrantLock();
  private final Runnable hook = this::close;
  private final Thread beats;
  private final Thread watchdog;
  private volatile Claim claim;
  private volatile RuntimeException lost;
  private volatile IOException failure;
  private volatile long silentTicks;
  private volatile boolean closed;
  private volatile Runnable whenLost = () -> {};

  RunLease(ClaimStore store, String root, String shown, Claim claim) {
    this.store = store;
    this.root = root;
    this.shown = shown;
    this.claim = claim;
    this.beats = daemon("run-lease", this::beat);
    this.watchdog = daemon("run-lease-watchdog", this::watch);
  }

  void start() {
    Leases.add(root, this);
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
    beats.start();
    watchdog.start();
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }

  static long beatMillis(int timeoutSeconds) {
    return Math.min(LONGEST_BEAT_MILLIS, timeoutSeconds * 1000L / BEATS_PER_TIMEOUT);
  }

  /**
   * Says what to do once the lease is lost, such as to cancel what is running.
   *
   * @param action called once, from a thread of the lease
   */
  public void whenLost(Runnable action) {
    whenLost = action;
    if (lost != null) {
      action.run();
    }
  }

  /**
   * Looks whether the directory still belongs to this process.
   *
   * @throws UserException if another process has taken it over, or the claim was deleted
   * @throws HeartbeatException if the claim could not be renewed for too long
   * @throws UncheckedIOException if the file system does not answer
   */
  public void requireHeld() {
    if (lost == null && !closed) {
      try {
        look(store.list(claim.id()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot see who owns " + shown, e);
      }
    }
    if (lost != null) {
      throw lost;
    }
  }

  /**
   * Throws the reason why the lease was lost, if it was: it is what stands behind other failures.
   *
   * @param failure what happened, kept for the log
   */
  public void throwLoss(Exception failure) {
    RuntimeException why = lost;
    if (why != null) {
      if (why != failure) {
        why.addSuppressed(failure);
      }
      throw why;
    }
  }

  private void look(SortedMap<String, String> all) {
    for (Map.Entry<String, String> each : all.entrySet()) {
      Optional<Claim> other = Claim.fromJson(each.getValue()).filter(Claim::isOwner);
      boolean taker =
          other.isPresent()
              && !each.getKey().equals(claim.id())
              && !claim.takenFrom().contains(each.getKey());
      if (taker) {
        lose(
            new UserException(
                ("run directory %s was taken over by %s while this process was suspended or cut off;"
                        + " this process stops, and that one goes on")
                    .formatted(shown, other.get().described())));
        return;
      }
    }
    if (!all.containsKey(claim.id())) {
      lose(
          new UserException(
              ("run directory %s no longer belongs to this process: %s was deleted, by hand or by a"
                      + " process that took the directory over; this process stops, start it again"
                      + " to continue")
                  .formatted(shown, store.shown(claim.id()))));
    }
  }

  private synchronized void lose(RuntimeException why) {
    if (lost == null && !closed) {
      lost = why;
      LOG.error("the lease is lost: {}", why.getMessage());
      whenLost.run();
    }
  }

  private void beat() {
    boolean on = true;
    while (on && !closed && lost == null) {
      lock.lock();
      try {
        if (!closed) {
          renew();
        }
      } catch (IOException e) {
        failure = e;
        LOG.warn("the heartbeat could not be written", e);
      } finally {
        lock.unlock();
      }
      on = sleep(beatMillis(claim.timeoutSeconds()));
    }
  }

  // First a look: what another process has deleted must not be there again.
  private void renew() throws IOException {
    look(store.list(claim.id()));
    if (lost == null) {
      claim = claim.renewed(System.currentTimeMillis());
      store.renew(claim.id(), claim.toJson());
      failure = null;
      silentTicks = 0;
    }
  }

  // Ticks and not a clock: while the process is suspended, nothing is counted, and the next beat
  // or the next commit looks first.
  @SuppressWarnings("NonAtomicVolatileUpdate") // a beat that comes in between is counted next time
  private void watch() {
    long most = claim.timeoutSeconds() * 1000L / 2 / TICK_MILLIS;
    while (!closed && lost == null && sleep(TICK_MILLIS)) {
      silentTicks++;
      if (silentTicks > most) {
        IOException why = failure;
        lose(
            new HeartbeatException(
                "the heartbeat of run directory %s could not be written for %d s (%s)"
                    .formatted(
                        shown,
                        claim.timeoutSeconds() / 2,
                        why == null ? "the file system does not answer" : firstLine(why))));
      }
    }
  }

  private static boolean sleep(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static String firstLine(Exception e) {
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null
        ? name
        : name + ": " + e.getMessage().lines().findFirst().orElse("");
  }

  /** Gives the directory back. What is left, if the file system fails, times out. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Leases.remove(root, this);
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
    release();
  }

  private void release() {
    boolean locked = false;
    try {
      locked =
          lock.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS); // a beat that is under way comes first
      store.delete(claim.id());
      store.removeDirectory();
    } catch (IOException e) {
      LOG.warn("the lease could not be given back", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
  }
}
