/**
 * The stages that make a data set. {@link dev.isonomy.stage.Job} checks everything that can be
 * checked, then runs a list of them; {@link dev.isonomy.stage.Stage} says what a stage is, {@link
 * dev.isonomy.stage.Stages} which there are.
 */
package dev.isonomy.stage;
