package dev.isonomy.portraits;

import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.render.PortraitRenderer;
import java.util.List;
import java.util.stream.IntStream;

/** Renders portraits on two threads. */
final class RenderedBlock {
  /** Portraits that are held in memory before they are written. */
  static final int SIZE = 512;

  private static final int THREADS = 2;

  private RenderedBlock() {}

  /** The pixels of each portrait, sRGB bytes [64, 64, 3]. */
  static byte[][] of(List<Portrait> portraits) {
    PortraitRenderer renderer = new PortraitRenderer();
    byte[][] pixels = new byte[portraits.size()][];
    Thread[] threads = new Thread[THREADS];
    Throwable[] failure = new Throwable[1];
    for (int k = 0; k < THREADS; k++) {
      IntStream mine = IntStream.iterate(k, i -> i < pixels.length, i -> i + THREADS);
      Runnable task = () -> mine.forEach(i -> pixels[i] = renderer.render(portraits.get(i)).rgb());
      threads[k] = new Thread(task, "portraits-" + k);
      threads[k].setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
      threads[k].start();
    }
    for (Thread thread : threads) {
      join(thread);
    }
    if (failure[0] != null) {
      throw new IllegalStateException("a portrait could not be rendered", failure[0]);
    }
    return pixels;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while rendering", e);
    }
  }
}
