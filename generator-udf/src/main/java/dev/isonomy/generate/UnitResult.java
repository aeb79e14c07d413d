package dev.isonomy.generate;

/**
 * What a unit took. Does not depend on batch sizes.
 *
 * @param unit the unit's number
 * @param draws draws per cell, up to the one that met the quota
 * @param missing images per cell that the cap on draws left missing
 */
public record UnitResult(long unit, long[] draws, int[] missing) {}
