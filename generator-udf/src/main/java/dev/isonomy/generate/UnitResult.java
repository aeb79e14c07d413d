package dev.isonomy.generate;

import java.util.List;

/**
 * What a unit became. Does not depend on batch sizes.
 *
 * @param unit the unit's number
 * @param images the kept images, by cell, then by draw
 * @param draws draws per cell, up to the one that met the quota
 * @param missing images per cell that the cap on draws left missing
 */
public record UnitResult(long unit, List<GeneratedImage> images, long[] draws, int[] missing) {
  public UnitResult {
    images = List.copyOf(images);
  }
}
