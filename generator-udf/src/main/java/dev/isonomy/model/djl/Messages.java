package dev.isonomy.model.djl;

/** Turns an engine's long complaints into one line. */
final class Messages {
  private static final int LONGEST = 300;

  private Messages() {}

  /** The first line of the innermost message. */
  static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String line =
        message
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(e.getClass().getSimpleName());
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** The last line that says something: TorchScript puts the error that a module raised there. */
  static String lastLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String line =
        message
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty() && !text.startsWith("~"))
            .reduce((first, second) -> second)
            .orElse(e.getClass().getSimpleName());
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
