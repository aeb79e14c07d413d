package dev.isonomy.run;

import java.util.Locale;

/**
 * Says what a stage is doing where nothing can be counted: on a terminal one line that is redrawn,
 * elsewhere a line every few seconds. Nothing is said of what is over at once.
 */
public final class Phases implements AutoCloseable {
  private static final long REDRAW_MILLIS = 250;
  private static final long LINE_MILLIS = 5_000;

  private final Console console;
  private final String label;
  private final long start = System.nanoTime();
  private final Thread painter;
  private volatile String phase;
  private boolean drawn;

  private Phases(Console console, String label, String phase) {
    this.console = console;
    this.label = label;
    this.phase = phase;
    this.painter = new Thread(this::paint, "phases");
    painter.setDaemon(true);
  }

  /**
   * Starts.
   *
   * @param label the stage
   * @param phase what it begins with, in a few words
   */
  public static Phases start(Console console, String label, String phase) {
    Phases phases = new Phases(console, label, phase);
    phases.painter.start();
    return phases;
  }

  /** Goes on to something else. */
  public void reached(String next) {
    phase = next;
  }

  private void paint() {
    try {
      while (true) {
        Thread.sleep(console.terminal() ? REDRAW_MILLIS : LINE_MILLIS);
        draw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw() {
    String line = line(label, phase, System.nanoTime() - start);
    if (console.terminal()) {
      console.err().print("\r\u001b[K" + line);
      console.err().flush();
      drawn = true;
    } else {
      console.note(line);
    }
  }

  /** One state. */
  static String line(String label, String phase, long nanos) {
    long seconds = nanos / 1_000_000_000;
    return String.format(Locale.ROOT, "%-9s %s  %d:%02d", label, phase, seconds / 60, seconds % 60);
  }

  @Override
  public void close() {
    painter.interrupt();
    try {
      painter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (drawn) {
      console.err().print("\r\u001b[K");
      console.err().flush();
    }
  }
}
