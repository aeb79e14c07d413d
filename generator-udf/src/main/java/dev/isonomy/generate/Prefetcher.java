package dev.isonomy.generate;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Items that a thread of its own produces, a bounded number ahead of the one who takes them: so
 * that the denoiser goes on while images are encoded and written. Items come in their order; an
 * exception of the producer comes after the items before it.
 *
 * @param <T> the items
 */
public final class Prefetcher<T> implements Iterator<T>, AutoCloseable {
  private final BlockingQueue<Entry<T>> queue;
  private final Thread thread;
  private volatile boolean closed;
  private Entry<T> next;

  private sealed interface Entry<T> {
    record Item<T>(T value) implements Entry<T> {}

    record End<T>(Throwable failure) implements Entry<T> {}
  }

  /** Ends a producer that nobody listens to any more. */
  private static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Produces items.
   *
   * @param <T> the items
   */
  @FunctionalInterface
  public interface Producer<T> {
    /** Gives all items to the sink, which waits while too many are ahead. */
    void produce(Consumer<T> sink);
  }

  private Prefetcher(String name, int most, Producer<T> producer) {
    this.queue = new ArrayBlockingQueue<>(most);
    this.thread = new Thread(() -> run(producer), name);
    thread.setDaemon(true);
  }

  /**
   * Starts a producer.
   *
   * @param name name of its thread
   * @param most items ahead at most
   */
  public static <T> Prefetcher<T> start(String name, int most, Producer<T> producer) {
    Prefetcher<T> ahead = new Prefetcher<>(name, most, producer);
    ahead.thread.start();
    return ahead;
  }

  private void run(Producer<T> producer) {
    Throwable failure = null;
    try {
      producer.produce(item -> put(new Entry.Item<>(item)));
    } catch (Closed e) {
      return;
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    try {
      put(new Entry.End<>(failure));
    } catch (Closed e) {
      // Nobody is there to hear of it.
    }
  }

  private void put(Entry<T> entry) {
    try {
      if (closed) {
        throw new Closed();
      }
      queue.put(entry);
    } catch (InterruptedException e) {
      throw new Closed();
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = queue.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(thread.getName() + " was interrupted", e);
      }
    }
    if (next instanceof Entry.End<T> end) {
      if (end.failure() instanceof RuntimeException failure) {
        throw failure;
      }
      if (end.failure() instanceof Error failure) {
        throw failure;
      }
      return false;
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext() || !(next instanceof Entry.Item<T> item)) {
      throw new NoSuchElementException();
    }
    next = null;
    return item.value();
  }

  /** Stops the producer and waits for its thread's end. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
