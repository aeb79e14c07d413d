package dev.isonomy.audit.page;

/**
 * A number under the verdict.
 *
 * @param name what it is
 * @param before what it was; empty where there is nothing to compare with
 * @param value what it is now
 * @param note a few words on it
 */
public record KeyFigure(String name, String before, String value, String note) {
  /** A number without one before. */
  static KeyFigure of(String name, String value, String note) {
    return new KeyFigure(name, "", value, note);
  }
}
