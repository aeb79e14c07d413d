/**
 * Gaussian mixtures: the model, its fit in memory, and the parts from which a distributed fit is
 * built. Start with GaussianMixture.
 */
package dev.isonomy.mixture;
