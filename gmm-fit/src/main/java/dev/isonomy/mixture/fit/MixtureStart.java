package dev.isonomy.mixture.fit;

import dev.isonomy.mixture.GaussianMixture;

/**
 * What EM starts from.
 *
 * @param mixture the first mixture
 * @param componentCells the cell in which each component starts, {@value
 *     dev.isonomy.mixture.kernel.RowBlock#NO_CELL} for none
 */
public record MixtureStart(GaussianMixture mixture, int[] componentCells) {}
