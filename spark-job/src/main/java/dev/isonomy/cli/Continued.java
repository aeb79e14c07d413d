package dev.isonomy.cli;

/** A command that goes on where it stopped when it is given again. */
@FunctionalInterface
interface Continued {
  /** Whether this call does: one that writes nothing, or to another place, does not. */
  boolean continues();
}
