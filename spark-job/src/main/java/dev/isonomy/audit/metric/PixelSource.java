package dev.isonomy.audit.metric;

import java.io.Serializable;

/** Gives the pixels of an image when a metric asks for them; decoding waits until then. */
@FunctionalInterface
public interface PixelSource extends Serializable {
  /** No pixels. */
  PixelSource NONE = () -> new byte[0];

  /** Bytes in the model's shape, see {@link dev.isonomy.generate.Pixels}; empty if none. */
  byte[] pixels();
}
