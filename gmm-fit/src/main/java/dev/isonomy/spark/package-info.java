/**
 * The mixture as a Spark ML estimator. Start with {@link
 * dev.isonomy.spark.IsonomyGaussianMixture#fit}: it narrates the distributed fit over the parts of
 * {@link dev.isonomy.mixture}.
 */
package dev.isonomy.spark;
