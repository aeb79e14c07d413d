package dev.isonomy.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.ModuleOptions;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A task's calls of the networks of a bundle.
 *
 * <p>Each call goes to the network in pieces of exactly {@code microBatch} samples, the last one
 * padded with zeros, so that the same kernels, chosen by shape, compute every sample: its bits do
 * not depend on how many samples were asked for. Memory is bounded: one buffer per input, and one
 * scope per piece that frees every tensor. On a processor, modules that the bundle says are faster
 * so are given images channels last. Where a piece does not fit into the device's memory, this JVM
 * goes on with pieces of half the size. {@link CallGuard} ends calls that hang, {@link CallChecks}
 * says what is wrong with what goes in or comes out.
 */
final class NetworkCalls implements AutoCloseable {
  /** Axes of one sample of an image or a state: channels, height, width. */
  private static final int IMAGE_AXES = 3;

  private final Bundle bundle;
  private final LoadedBundle loaded;
  private final ModuleOptions options;
  private final NDManager root;
  private final CallGuard guard;
  private final CallChecks checks;
  private final InputBuffers buffers = new InputBuffers();

  /** One tensor of a call: numbers of all samples, the shape of one, and whether it is int64. */
  record Input(float[] numbers, long[] shape, boolean integers) {
    /** A tensor of float32. */
    Input(float[] numbers, long[] shape) {
      this(numbers, shape, false);
    }

    int size() {
      return product(shape);
    }
  }

  /** A module's method, and the shapes of what it returns per sample. */
  record Target(BundleModule module, String method, List<long[]> shapes) {
    /** A method that returns one tensor. */
    static Target of(BundleModule module, String method, long... shape) {
      return new Target(module, method, List.of(shape));
    }

    /** Numbers per sample of a result. */
    int size(int result) {
      return product(shapes.get(result));
    }

    /** Numbers per sample of the only result. */
    int size() {
      return size(0);
    }
  }

  /** What goes to the network at once: samples of the call, filled up to a batch. */
  record Piece(int batch, int from, int count) {
    /** The shape of a tensor with samples of this shape. */
    Shape shape(long... sample) {
      long[] all = new long[sample.length + 1];
      all[0] = batch;
      System.arraycopy(sample, 0, all, 1, sample.length);
      return new Shape(all);
    }
  }

  NetworkCalls(Bundle bundle, LoadedBundle loaded, ModuleOptions options) {
    this.bundle = bundle;
    this.loaded = loaded;
    this.options = options;
    this.root = loaded.networks().start().newBaseManager(loaded.device());
    this.guard = new CallGuard(options.timeout(), loaded.networks()::prepareThread);
    this.checks = new CallChecks(bundle);
  }

  /** Frees this task's tensors; the shared networks stay loaded. */
  @Override
  public void close() {
    guard.close(root::close);
  }

  /** How often memory was short. */
  int outOfMemoryHalvings() {
    return loaded.halvings();
  }

  /** Tries a network on zeros, which are no image: it may well return NaN for them. */
  static void quietly(Runnable call) {
    try {
      call.run();
    } catch (ModuleException e) {
      if (e.sample() == ModuleException.NO_SAMPLE) {
        throw e;
      }
    }
  }

  /**
   * Calls a network.
   *
   * @param outs receives the results [count, ...], one array per shape of the target
   */
  void run(Target target, List<Input> inputs, int count, List<float[]> outs) {
    checks.requireArguments(target, inputs, count, outs);
    bundle.manifest().file(target.module(), target.method());
    int from = 0;
    while (from < count) {
      int batch = loaded.fitting(options.microBatch());
      Piece piece = new Piece(batch, from, Math.min(batch, count - from));
      try {
        guard.await(
            checks.name(target), piece.batch(), () -> runPiece(piece, target, inputs, outs));
        from += piece.count();
      } catch (OutOfDeviceMemory e) {
        loaded.halve(batch, e, checks.name(target));
      }
    }
  }

  private void runPiece(Piece piece, Target target, List<Input> inputs, List<float[]> outs) {
    try (NDManager scope = root.newSubManager()) {
      boolean channelsLast = channelsLast(target);
      NDList list = new NDList();
      for (int i = 0; i < inputs.size(); i++) {
        list.add(tensor(scope, i, inputs.get(i), piece, channelsLast));
      }
      if (!target.method().equals(ModuleFiles.FORWARD)) {
        loaded.networks().addMethod(scope, list, target.method());
      }
      NDList results = call(target, scope, list, piece);
      for (int i = 0; i < outs.size(); i++) {
        // flat: in the order of the axes, whatever the layout
        NDArray result = channelsLast ? results.get(i).flatten() : results.get(i);
        copy(result, target.size(i), piece, outs.get(i));
      }
    }
    checks.requireFinite(target, piece, outs);
  }

  private static void copy(NDArray result, int size, Piece piece, float[] out) {
    FloatBuffer numbers = result.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    numbers.get(out, piece.from() * size, piece.count() * size);
  }

  private NDList call(Target target, NDManager scope, NDList list, Piece piece) {
    Block block = loaded.block(bundle.manifest().file(target.module(), target.method()));
    NDList results;
    try {
      results = block.forward(new ParameterStore(scope, false), list, false);
    } catch (RuntimeException e) {
      if (OutOfDeviceMemory.isSaidBy(e)) {
        throw new OutOfDeviceMemory(e);
      }
      throw checks.failure(target, e);
    }
    checks.requireShapes(target, results, piece);
    return results;
  }

  // On GPUs no layout has been measured.
  private boolean channelsLast(Target target) {
    return !loaded.device().isGpu() && bundle.manifest().channelsLast().contains(target.module());
  }

  private NDArray tensor(
      NDManager scope, int place, Input input, Piece piece, boolean channelsLast) {
    return channelsLast && input.shape().length == IMAGE_AXES
        ? buffers.channelsLast(scope, place, input, piece)
        : buffers.tensor(scope, place, input, piece);
  }

  private static int product(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    return Math.toIntExact(size);
  }
}
