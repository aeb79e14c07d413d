package dev.isonomy.linalg;

import dev.isonomy.error.UserException;
import java.util.Locale;

/** Lengths of arrays that hold matrices, refused by name where an {@code int} would overflow. */
public final class ArraySize {
  private ArraySize() {}

  /**
   * The length of an array with room for a matrix.
   *
   * @param what the matrix, as the message names it, such as {@code "the components' means"}
   * @param rows at least 0
   * @param columns at least 0
   * @return rows times columns
   * @throws UserException if a Java array cannot hold so many numbers
   */
  public static int of(String what, int rows, int columns) {
    long numbers = (long) rows * columns;
    if (numbers > Integer.MAX_VALUE) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s must have at most %,d numbers but would have %,d x %,d; use fewer components, or fewer dimensions (pcaDimension)",
              what,
              Integer.MAX_VALUE,
              rows,
              columns));
    }
    return (int) numbers;
  }
}
