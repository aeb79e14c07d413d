package dev.isonomy.spark.task;

import dev.isonomy.lift.LiftInput;
import java.io.IOException;
import java.io.Serializable;

/**
 * How a function finds the image and its mask in the items of a job.
 *
 * @param <T> the items
 */
public interface LiftAccess<T> extends Serializable {

  /**
   * The item's image in the model's size.
   *
   * @throws IOException if it cannot be decoded; the message says why
   */
  LiftInput image(T item) throws IOException;
}
