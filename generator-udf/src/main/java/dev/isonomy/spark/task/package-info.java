/**
 * The functions that Spark's tasks run: encode, draw, make units, judge, lift.
 *
 * <p>Start at {@link dev.isonomy.spark.task.UnitFunction}. {@link
 * dev.isonomy.spark.task.TaskModules} opens the networks of a task on the device that the scheduler
 * gave it.
 */
package dev.isonomy.spark.task;
