/**
 * Gaussian mixtures as values: weights, means, covariances of five kinds, and the file that holds
 * them. Start with {@link dev.isonomy.mixture.GaussianMixture}; {@link
 * dev.isonomy.mixture.ProjectedMixture} puts a projection in front of it. The fit is in {@link
 * dev.isonomy.mixture.fit}.
 */
package dev.isonomy.mixture;
