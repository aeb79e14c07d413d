/**
 * The functions that Spark's tasks run: encode, generate units, draw, judge.
 *
 * <p>Start at {@link dev.isonomy.udf.UnitFunction}. {@link dev.isonomy.udf.TaskModules} opens the
 * networks of a task on the device that the scheduler gave it.
 */
package dev.isonomy.udf;
