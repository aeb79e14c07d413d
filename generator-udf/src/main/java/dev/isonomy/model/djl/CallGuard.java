package dev.isonomy.model.djl;

import dev.isonomy.model.ModuleException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs native calls in a thread of their own, so that a network that hangs ends in an error instead
 * of a task that never ends. Not safe for use by several threads.
 */
final class CallGuard {
  private final Duration limit;
  private final ExecutorService thread;
  private boolean hung;

  /**
   * A guard with its thread.
   *
   * @param limit how long one call may take
   * @param prepare what the thread does before the first call
   */
  CallGuard(Duration limit, Runnable prepare) {
    this.limit = limit;
    this.thread =
        Executors.newSingleThreadExecutor(
            runnable -> {
              Thread daemon = new Thread(runnable, "isonomy-networks");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.execute(prepare);
  }

  /**
   * Waits for one call; what it throws is thrown here.
   *
   * @param name of the network, for messages
   * @param samples how many the call takes
   * @throws ModuleException if it does not come back in time, or an earlier one never did
   */
  void await(String name, int samples, Runnable call) {
    if (hung) {
      throw new ModuleException(
          name + " is not called: an earlier call of this task never came back", null);
    }
    Future<?> future = thread.submit(call);
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      hung = true;
      throw new ModuleException(overdue(name, samples), e);
    } catch (InterruptedException e) {
      hung = true;
      Thread.currentThread().interrupt();
      throw new ModuleException(name + " was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new ModuleException(
          name + " failed: " + Messages.firstLine(e.getCause()), e.getCause());
    }
  }

  private String overdue(String name, int samples) {
    return "%s did not come back within %s s from a call with %d samples; raise isonomy.bundle.call-timeout or lower isonomy.bundle.micro-batch if it is slow"
        .formatted(
            name,
            BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString(),
            samples);
  }

  /** Ends the thread once it has done this, behind a call that hangs: never. */
  void close(Runnable last) {
    thread.execute(last);
    thread.shutdown();
  }
}
