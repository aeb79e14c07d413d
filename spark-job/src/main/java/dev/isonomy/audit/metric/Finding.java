package dev.isonomy.audit.metric;

import dev.isonomy.attribute.AttributeSpace;
import java.util.List;
import java.util.Optional;

/**
 * What a metric found of one set, and how it is reported. Each method has a default that reports
 * nothing. Texts are plain: the page escapes them.
 *
 * <p>JSON values are records, maps and lists of numbers, texts and {@code Optional}s. Names of
 * components become keys in snake case; an empty {@code Optional} leaves its key out, and a number
 * that does not exist becomes null.
 */
public interface Finding {
  /** A finding that reports nothing. */
  Finding NOTHING = new Finding() {};

  /**
   * For {@code audit.json}: members of {@code methods.<set>}.
   *
   * @param space names the cells
   * @return a record or a map, whose members stand beside those of other metrics
   */
  default Optional<Object> json(AttributeSpace space) {
    return Optional.empty();
  }

  /**
   * For {@code audit.json}: members of {@code cells.<cell>}; asked of the audited set only.
   *
   * @param cell its index
   * @return a record or a map, whose members stand beside those of other metrics
   */
  default Optional<Object> json(int cell) {
    return Optional.empty();
  }

  /** Columns of the page's table of methods, from left to right. */
  default List<MetricColumn> columns() {
    return List.of();
  }

  /** Facts for a cell's card on the page, a few words each. */
  default List<String> facts(int cell) {
    return List.of();
  }

  /** Sentences for the page, below the chart of quality. */
  default List<String> sentences() {
    return List.of();
  }

  /**
   * Sentences that qualify the verdict: they stand below it on the page, in {@code audit.json} and
   * on the terminal.
   *
   * @param space names the cells
   */
  default List<String> notes(AttributeSpace space) {
    return List.of();
  }
}
