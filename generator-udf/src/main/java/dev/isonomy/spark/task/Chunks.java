package dev.isonomy.spark.task;

import dev.isonomy.model.PixelShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Maps an iterator in chunks, lazily: networks take many items at once, Spark gives them one by
 * one.
 */
final class Chunks<T, R> implements Iterator<R> {
  private final Iterator<T> items;
  private final int size;
  private final Function<List<T>, List<R>> function;
  private Iterator<R> ready = Collections.emptyIterator();

  Chunks(Iterator<T> items, int size, Function<List<T>, List<R>> function) {
    this.items = items;
    this.size = size;
    this.function = function;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && items.hasNext()) {
      List<T> chunk = new ArrayList<>(size);
      while (chunk.size() < size && items.hasNext()) {
        chunk.add(items.next());
      }
      ready = function.apply(chunk).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }

  /** The pixels of all items, one after the other. */
  static <T> byte[] pixels(List<T> chunk, ImageAccess<T> access, PixelShape shape) {
    int size = shape.bytes(1);
    byte[] all = new byte[shape.bytes(chunk.size())];
    for (int i = 0; i < chunk.size(); i++) {
      byte[] pixels = access.pixels(chunk.get(i));
      if (pixels.length != size) {
        throw new IllegalArgumentException(
            "image "
                + access.id(chunk.get(i))
                + " must have "
                + size
                + " bytes of pixels but has "
                + pixels.length);
      }
      System.arraycopy(pixels, 0, all, i * size, size);
    }
    return all;
  }
}
