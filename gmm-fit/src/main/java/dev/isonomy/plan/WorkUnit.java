package dev.isonomy.plan;

import java.util.Arrays;

/**
 * What one task makes alone, into one file.
 *
 * @param id the unit's number, from 0
 * @param quotas how many images of each cell
 */
public record WorkUnit(long id, int[] quotas) {
  /** Copies the quotas. */
  public WorkUnit {
    quotas = quotas.clone();
  }

  /** How many images of each cell; a copy. */
  @Override
  public int[] quotas() {
    return quotas.clone();
  }

  /** How many images in all. */
  public int size() {
    return Arrays.stream(quotas).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkUnit that && id == that.id && Arrays.equals(quotas, that.quotas);
  }

  @Override
  public int hashCode() {
    return (31 * Long.hashCode(id)) + Arrays.hashCode(quotas);
  }

  @Override
  public String toString() {
    return "WorkUnit[" + id + ", " + Arrays.toString(quotas) + "]";
  }
}
