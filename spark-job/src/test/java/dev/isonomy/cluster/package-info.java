/**
 * Processes that tests and measurements start on this machine: {@link
 * dev.isonomy.cluster.LocalCluster} is a standalone Spark cluster, {@link
 * dev.isonomy.cluster.ThisJvm} a command for one more JVM.
 */
package dev.isonomy.cluster;
