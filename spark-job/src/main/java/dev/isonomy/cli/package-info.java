/**
 * The command line. {@link dev.isonomy.cli.Isonomy} is the job's main class: it reads the
 * configuration, runs the stages asked for and turns their end into an exit status.
 */
package dev.isonomy.cli;
