package dev.isonomy.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Piece;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Native memory from which tensors of a call's inputs are made: one buffer per input, reused, so
 * that a task's memory does not grow with its calls.
 */
final class InputBuffers {
  /** Kernels may choose their path, and so the order of a sum, by the alignment of their input. */
  private static final int ALIGNMENT = 64;

  private final List<ByteBuffer> buffers = new ArrayList<>();

  /** The piece's samples of the call's input in this place, as they are. */
  NDArray tensor(NDManager scope, int place, Input input, Piece piece) {
    if (input.integers()) {
      return integers(scope, place, input, piece);
    }
    ByteBuffer buffer = buffer(place, piece.batch() * input.size());
    FloatBuffer numbers = buffer.asFloatBuffer();
    numbers.put(input.numbers(), piece.from() * input.size(), piece.count() * input.size());
    fillUp(numbers);
    return scope.create(buffer, piece.shape(input.shape()), DataType.FLOAT32);
  }

  private NDArray integers(NDManager scope, int place, Input input, Piece piece) {
    // twice the bytes of a float each
    ByteBuffer buffer = buffer(place, 2 * piece.batch() * input.size());
    LongBuffer numbers = buffer.asLongBuffer();
    int from = piece.from() * input.size();
    for (int i = from; i < from + piece.count() * input.size(); i++) {
      numbers.put((long) input.numbers()[i]);
    }
    while (numbers.hasRemaining()) {
      numbers.put(0);
    }
    return scope.create(buffer, piece.shape(input.shape()), DataType.INT64);
  }

  /** The same for images, whose channels become the innermost axis in memory. */
  NDArray channelsLast(NDManager scope, int place, Input images, Piece piece) {
    ByteBuffer buffer = buffer(place, piece.batch() * images.size());
    FloatBuffer numbers = buffer.asFloatBuffer();
    turn(images, piece, numbers);
    fillUp(numbers);
    long[] shape = images.shape();
    Shape turned = piece.shape(shape[1], shape[2], shape[0]);
    // A view: the axes have their usual order, and the strides say where the numbers are.
    return scope.create(buffer, turned, DataType.FLOAT32).transpose(0, 3, 1, 2);
  }

  private static void turn(Input images, Piece piece, FloatBuffer numbers) {
    int channels = (int) images.shape()[0];
    int plane = images.size() / channels;
    float[] pixel = new float[channels];
    for (int sample = piece.from(); sample < piece.from() + piece.count(); sample++) {
      int from = sample * images.size();
      for (int at = from; at < from + plane; at++) {
        for (int channel = 0; channel < channels; channel++) {
          pixel[channel] = images.numbers()[at + channel * plane];
        }
        numbers.put(pixel);
      }
    }
  }

  private static void fillUp(FloatBuffer numbers) {
    while (numbers.hasRemaining()) {
      numbers.put(0);
    }
  }

  private ByteBuffer buffer(int place, int floats) {
    int bytes = floats * Float.BYTES;
    while (buffers.size() <= place) {
      buffers.add(aligned(bytes));
    }
    if (buffers.get(place).capacity() < bytes) {
      buffers.set(place, aligned(bytes));
    }
    return buffers.get(place).duplicate().order(ByteOrder.nativeOrder()).limit(bytes);
  }

  private static ByteBuffer aligned(int bytes) {
    // The slice begins and ends at a multiple of the alignment: it may lose some at either end.
    return ByteBuffer.allocateDirect(bytes + (2 * ALIGNMENT)).alignedSlice(ALIGNMENT);
  }
}
