package dev.isonomy.model.djl;

import java.util.Locale;

/** A piece of a call did not fit into the device's memory; a smaller one may. */
final class OutOfDeviceMemory extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfDeviceMemory(RuntimeException cause) {
    super(Messages.lastLine(cause), cause);
  }

  /** Whether an engine's exception says so; libtorch has no other sign of it. */
  static boolean isSaidBy(RuntimeException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("out of memory") || message.contains("can't allocate memory");
  }
}
