/**
 * Expectation-maximization. Start with {@link dev.isonomy.mixture.fit.MixtureFit}: it iterates an
 * E-step ({@link dev.isonomy.mixture.fit.Responsibilities}, whose part that depends on the kind of
 * covariance is an {@code Expectation}) and the M-step ({@link
 * dev.isonomy.mixture.fit.Maximization}). In between are mergeable {@link
 * dev.isonomy.mixture.fit.SufficientStatistics}, so that a cluster can sum them.
 */
package dev.isonomy.mixture.fit;
