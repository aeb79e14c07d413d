/**
 * The stages of a run and what holds them together. {@link dev.isonomy.stage.Job} checks everything
 * that can be checked, then runs the stages in order; each reads and writes artifacts in the {@link
 * dev.isonomy.stage.RunDirectory}, and {@link dev.isonomy.stage.StageLedger} tells which of them
 * can be reused.
 */
package dev.isonomy.stage;
