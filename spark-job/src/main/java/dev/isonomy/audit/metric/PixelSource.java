package dev.isonomy.audit.metric;

import java.io.Serializable;

/** Gives the pixels of an image when a metric asks for them; decoding waits until then. */
@FunctionalInterface
public interface PixelSource extends Serializable {
  /** No pixels. */
  PixelSource NONE = () -> new byte[0];

  /** The pixels of the model's size, row by row: red, green, blue; empty if there are none. */
  byte[] rgb();
}
