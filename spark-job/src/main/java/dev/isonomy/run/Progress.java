package dev.isonomy.run;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A progress bar: on a terminal one line that is redrawn, elsewhere a line every few seconds.
 * Opened for the time of a stage.
 */
public final class Progress implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final int BAR = 24;

  private final Console console;
  private final String label;
  private final String noun;
  private final long total;
  private final LongSupplier done;
  private final Supplier<String> detail;
  private final long alreadyDone;
  private final long start = System.nanoTime();
  private final Thread painter;

  private Progress(
      Console console,
      String label,
      String noun,
      long total,
      LongSupplier done,
      Supplier<String> detail) {
    this.console = console;
    this.label = label;
    this.noun = noun;
    this.total = total;
    this.done = done;
    this.detail = detail;
    this.alreadyDone = done.getAsLong();
    this.painter = new Thread(this::paint, "progress");
    painter.setDaemon(true);
  }

  /**
   * Starts a bar.
   *
   * @param label the stage
   * @param noun what is counted, in the plural
   * @param total how many there will be
   * @param done how many there are; asked from another thread
   */
  public static Progress start(
      Console console, String label, String noun, long total, LongSupplier done) {
    return start(console, label, noun, total, done, () -> "");
  }

  /**
   * Starts a bar that says more.
   *
   * @param detail what else there is to say, in a few words; asked from another thread
   */
  public static Progress start(
      Console console,
      String label,
      String noun,
      long total,
      LongSupplier done,
      Supplier<String> detail) {
    Progress progress = new Progress(console, label, noun, total, done, detail);
    progress.painter.start();
    return progress;
  }

  private void paint() {
    long sleep = (console.terminal() ? REDRAW : LINE_EVERY).toMillis();
    try {
      while (true) {
        Thread.sleep(sleep);
        draw();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw() {
    String line =
        line(label, noun, done.getAsLong(), total, alreadyDone, System.nanoTime() - start);
    String more = detail.get();
    if (!more.isEmpty()) {
      line += "  " + more;
    }
    if (console.terminal()) {
      console.err().print("\r\u001b[K" + line);
      console.err().flush();
    } else {
      console.note(line);
    }
  }

  /** One state of the bar. */
  static String line(
      String label, String noun, long done, long total, long alreadyDone, long nanos) {
    double share = total == 0 ? 1 : Math.min(1, (double) done / total);
    int filled = (int) (BAR * share);
    return String.format(
        Locale.ROOT,
        "%-9s [%s%s] %d/%d %s  %s",
        label,
        "#".repeat(filled),
        "-".repeat(BAR - filled),
        Math.min(done, total),
        total,
        noun,
        speed(done, total, alreadyDone, nanos));
  }

  /** Before anything is done there is no speed: networks are being loaded. */
  private static String speed(long done, long total, long alreadyDone, long nanos) {
    if (done >= total && done == alreadyDone) {
      return "done";
    }
    if (done <= alreadyDone) {
      return "starting";
    }
    double rate = (done - alreadyDone) / Math.max(nanos / 1e9, 1e-3);
    String left = done < total ? "  " + clock((total - done) / rate) + " left" : "";
    return String.format(Locale.ROOT, "%.1f/s%s", rate, left);
  }

  private static String clock(double seconds) {
    long whole = Math.round(Math.ceil(seconds));
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  @Override
  public void close() {
    painter.interrupt();
    try {
      painter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    draw();
    if (console.terminal()) {
      console.note("");
    }
  }
}
