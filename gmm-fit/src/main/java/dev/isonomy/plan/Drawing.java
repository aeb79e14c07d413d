package dev.isonomy.plan;

import java.io.Serializable;

/** How the images of a plan are drawn. */
public sealed interface Drawing extends Serializable permits Rejection, Weighting {
  /** The balance method's name. */
  String method();

  /** Where draws start from. */
  Start start();

  /** How many components the mixture has. */
  int componentCount();

  /** Whether the model runs unaided, so that images come from no component. */
  boolean unaided();

  /**
   * Whether an image of a cell can come from a component.
   *
   * @param cell a cell's index
   * @param component a component's index, or one that does not exist
   */
  boolean draws(int cell, int component);
}
