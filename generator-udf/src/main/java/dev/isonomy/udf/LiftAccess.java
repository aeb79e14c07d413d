package dev.isonomy.udf;

import dev.isonomy.lift.LiftInput;
import java.io.Serializable;

/**
 * How a function finds the picture and its mask in the items of a job.
 *
 * @param <T> the items
 */
public interface LiftAccess<T> extends Serializable {

  /** The item's picture in the model's size. */
  LiftInput picture(T item);
}
