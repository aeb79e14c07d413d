package dev.isonomy.spark.task;

import java.io.Serializable;

/**
 * How a function finds the image in the items of a job.
 *
 * @param <T> the items
 */
public interface ImageAccess<T> extends Serializable {

  /** The item's pixels in the bundle's shape, see {@link dev.isonomy.generate.Pixels}. */
  byte[] pixels(T item);

  /** The item's name, unique in its source. */
  String id(T item);
}
