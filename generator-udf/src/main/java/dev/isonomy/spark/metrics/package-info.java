/**
 * What running tasks have done so far, for progress bars and Spark's metrics; nothing that is
 * written depends on it. Start at {@link dev.isonomy.spark.metrics.LiveCounter}; {@link
 * dev.isonomy.spark.metrics.IsonomyPlugin} carries counts from executors to the driver.
 */
package dev.isonomy.spark.metrics;
