package dev.isonomy.spark.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import dev.isonomy.generate.GenerationListener.Phase;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the tasks of this JVM do, as metrics of Spark's metrics system: images drawn, kept and
 * abstained from (with rates), seconds per phase, acceptance per cell, halvings for want of memory.
 * {@link IsonomyPlugin} registers them; all of them only grow, but for the acceptance.
 */
public final class ExecutorMeters {
  private static final double NANOSECONDS = 1e9;
  private static final MetricRegistry REGISTRY = new MetricRegistry();
  private static final Meter DRAWN = REGISTRY.meter("images.drawn");
  private static final Meter KEPT = REGISTRY.meter("images.kept");
  private static final Meter ABSTAINED = REGISTRY.meter("images.abstained");
  private static final Counter HALVINGS = REGISTRY.counter("outOfMemory.halvings");
  private static final Map<Phase, AtomicLong> NANOS = new ConcurrentHashMap<>();
  private static final Map<String, Acceptance> CELLS = new ConcurrentHashMap<>();

  static {
    for (Phase phase : Phase.values()) {
      AtomicLong nanos = new AtomicLong();
      NANOS.put(phase, nanos);
      String name = phase.name().toLowerCase(Locale.ROOT) + ".seconds";
      REGISTRY.register(name, (Gauge<Double>) () -> nanos.get() / NANOSECONDS);
    }
  }

  private ExecutorMeters() {}

  /** Draws for a cell, and those of them that the labeler confirmed. */
  private static final class Acceptance {
    private final AtomicLong draws = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    double share() {
      return draws.get() == 0 ? 0 : (double) accepted.get() / draws.get();
    }
  }

  static MetricRegistry registry() {
    return REGISTRY;
  }

  static void drawn(int count) {
    DRAWN.mark(count);
  }

  static void kept() {
    KEPT.mark();
  }

  static void abstained() {
    ABSTAINED.mark();
  }

  static void judged(String cell, boolean accepted) {
    Acceptance acceptance =
        CELLS.computeIfAbsent(
            cell,
            name -> {
              Acceptance fresh = new Acceptance();
              REGISTRY.register("acceptance." + name, (Gauge<Double>) fresh::share);
              return fresh;
            });
    acceptance.draws.incrementAndGet();
    if (accepted) {
      acceptance.accepted.incrementAndGet();
    }
  }

  static void spent(Phase phase, long nanoseconds) {
    NANOS.get(phase).addAndGet(nanoseconds);
  }

  public static void halved(int halvings) {
    synchronized (HALVINGS) {
      HALVINGS.inc(Math.max(0, halvings - HALVINGS.getCount()));
    }
  }
}
