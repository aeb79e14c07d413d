package dev.isonomy.mixture.kernel;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Numbers outside the heap, freed when closed. They start at a cache line, which vector
 * instructions like.
 */
final class NativeArray implements AutoCloseable {
  private static final int LINE = 64;

  private final DoublePointer memory; // owns it
  private final DoubleBuffer numbers;

  /**
   * Takes memory for numbers, all zero.
   *
   * @throws OutOfMemoryError if there is none
   */
  NativeArray(int length) {
    memory = new DoublePointer((long) length + (LINE / Double.BYTES));
    Pointer.memset(memory, 0, memory.capacity() * Double.BYTES);
    long beyond = memory.address() % LINE;
    int skipped = beyond == 0 ? 0 : (int) ((LINE - beyond) / Double.BYTES);
    numbers = memory.asBuffer().slice(skipped, length);
  }

  /** All of them. */
  DoubleBuffer all() {
    return numbers;
  }

  /** Some of them. */
  DoubleBuffer part(int from, int length) {
    return numbers.slice(from, length);
  }

  /** Takes over numbers from an array, both from index 0. */
  void put(double[] array, int length) {
    numbers.put(0, array, 0, length);
  }

  @Override
  public void close() {
    memory.close();
  }
}
