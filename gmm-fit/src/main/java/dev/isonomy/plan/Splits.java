package dev.isonomy.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which work units are for training, validation and test. Units are stretches of one sequence in
 * which every stretch has the proportions of the whole, so any cut between units is stratified by
 * cell. The first units are for training, the last ones for the test.
 *
 * @param validation share of the units for validation, 0 for none
 * @param test share of the units for the test, 0 for none
 */
public record Splits(double validation, double test) {
  /** Name of the split that always exists. */
  public static final String TRAIN = "train";

  private static final String VALIDATION = "validation";
  private static final String TEST = "test";

  /**
   * Checks the shares.
   *
   * @throws IllegalArgumentException if one is negative or nothing is left for training
   */
  public Splits {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "shares must be at least 0 and leave some for training but were "
              + validation
              + " and "
              + test);
    }
  }

  /**
   * A part of the data set.
   *
   * @param name train, validation or test, as Hugging Face {@code datasets} calls it
   * @param first its first unit
   * @param units how many there are
   */
  public record Split(String name, long first, long units) {
    private static final Set<String> NAMES = Set.of(TRAIN, VALIDATION, TEST);

    /**
     * Checks the name and the numbers.
     *
     * @throws IllegalArgumentException if there is no such split, or it has no unit
     */
    public Split {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "a split must be train, validation or test but was '" + name + "'");
      }
      if (first < 0 || units < 1) {
        throw new IllegalArgumentException(
            "split " + name + " must have units but has " + units + " from " + first + " on");
      }
    }

    /** Whether a unit belongs to it. */
    public boolean has(long unit) {
      return unit >= first && unit < first + units;
    }
  }

  /** How many splits there are: 1 to 3. */
  public int count() {
    return 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
  }

  /**
   * The splits of so many units, each with a whole number of them and none empty.
   *
   * @param units at least {@link #count}
   * @return the splits in the order of their units
   * @throws IllegalArgumentException if there are too few units
   */
  public List<Split> of(long units) {
    if (units < count()) {
      throw new IllegalArgumentException(
          count() + " splits need as many units but there are " + units);
    }
    Map<String, Long> sizes = new LinkedHashMap<>();
    sizes.put(TRAIN, 0L);
    if (validation > 0) {
      sizes.put(VALIDATION, Math.max(1, Math.round(validation * units)));
    }
    if (test > 0) {
      sizes.put(TEST, Math.max(1, Math.round(test * units)));
    }
    long others = sizes.values().stream().mapToLong(Long::longValue).sum();
    for (String largest = VALIDATION; others >= units; others--) { // round up took it all
      largest = sizes.getOrDefault(TEST, 0L) > sizes.getOrDefault(largest, 0L) ? TEST : largest;
      sizes.merge(largest, -1L, Long::sum);
    }
    sizes.put(TRAIN, units - others);
    List<Split> splits = new ArrayList<>();
    long first = 0;
    for (Map.Entry<String, Long> size : sizes.entrySet()) {
      splits.add(new Split(size.getKey(), first, size.getValue()));
      first += size.getValue();
    }
    return splits;
  }
}
