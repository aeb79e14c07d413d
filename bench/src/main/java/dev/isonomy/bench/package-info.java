/**
 * Measurements of Isonomy on the machine at hand, started by {@code deploy/local/bench}: every
 * figure that the documentation gives can be measured again. {@link dev.isonomy.bench.Bench} is the
 * main class, with one subcommand per table.
 */
package dev.isonomy.bench;
