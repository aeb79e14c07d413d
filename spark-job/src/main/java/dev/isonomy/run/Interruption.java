package dev.isonomy.run;

import java.util.concurrent.atomic.AtomicBoolean;

/** What a person who presses Ctrl-C is told: that nothing is lost, and how to go on. */
public final class Interruption {
  private final AtomicBoolean running = new AtomicBoolean(true);

  private Interruption() {}

  /** Watches until {@link #over}. */
  public static Interruption watch(Console console, RunDirectory directory) {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (interruption.running.get()) {
                    console.note("");
                    console.note(
                        "stopped. What was committed in "
                            + directory.shown("")
                            + " is valid and stays; run the same command again to continue.");
                  }
                },
                "interruption"));
    return interruption;
  }

  public void over() {
    running.set(false);
  }
}
