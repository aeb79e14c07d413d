package dev.isonomy.mixture.kernel;

import java.nio.DoubleBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * An array of doubles outside the heap, freed when closed. It starts at a cache line, where vector
 * instructions are fastest.
 */
final class NativeArray implements AutoCloseable {
  private static final int LINE = 64;

  private final DoublePointer memory; // owns it
  private final DoubleBuffer numbers;

  /**
   * Allocates an array of zeros.
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

  /** The whole array. */
  DoubleBuffer all() {
    return numbers;
  }

  /** A part of the array. */
  DoubleBuffer part(int from, int length) {
    return numbers.slice(from, length);
  }

  /** Copies numbers from the start of a heap array to the start of this one. */
  void put(double[] array, int length) {
    numbers.put(0, array, 0, length);
  }

  @Override
  public void close() {
    memory.close();
  }
}
