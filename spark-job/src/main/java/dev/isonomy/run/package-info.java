/**
 * A run: its directory, what is recorded there, its Spark session and what a person sees of it.
 *
 * <p>Stages find their artifacts in the {@link dev.isonomy.run.RunDirectory}; {@link
 * dev.isonomy.run.Ledger} tells which of them can be reused. {@link dev.isonomy.run.RunContext} is
 * what every stage is given.
 */
package dev.isonomy.run;
