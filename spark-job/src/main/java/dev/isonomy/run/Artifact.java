package dev.isonomy.run;

/**
 * What a stage leaves in the run's directory.
 *
 * @param stage the stage's name, as the command line calls it
 * @param name of the file or directory
 * @param input whether other artifacts are made from it, so that it cannot be deleted alone
 */
public record Artifact(String stage, String name, boolean input) {}
