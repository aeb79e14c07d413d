package dev.isonomy.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import dev.isonomy.diffusion.Denoiser;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModule;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ImageShape;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.ModuleOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A task's networks, run by one of DJL's engines.
 *
 * <p>Each call goes to the network in pieces of exactly {@code microBatch} samples, the last one
 * padded with zeros, so that the same kernels, chosen by shape, compute every sample: its bits do
 * not depend on how many samples were asked for. Memory is bounded: one direct buffer per input,
 * reused, and one scope per piece that frees every tensor. Where a piece does not fit into the
 * device's memory, this JVM goes on with pieces of half the size. Native calls run in a thread of
 * their own, so that a network that hangs ends in an error instead of a task that never ends.
 */
public final class DjlModules implements BundleModules {
  private static final int ALIGNMENT = 64;

  private final ModelBundle bundle;
  private final BundleManifest manifest;
  private final LoadedBundle loaded;
  private final ModuleOptions options;
  private final NDManager root;
  private final ExecutorService thread;
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private boolean hung;

  /** One tensor of a call: numbers of all samples and the shape of one. */
  private record Input(float[] numbers, long[] shape) {
    int size() {
      return product(shape);
    }
  }

  /** A module's method, and the shape of what it returns per sample. */
  private record Target(BundleModule module, String method, long[] shape) {
    int size() {
      return product(shape);
    }
  }

  private DjlModules(ModelBundle bundle, LoadedBundle loaded, ModuleOptions options) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.loaded = loaded;
    this.options = options;
    this.root = loaded.networks().start().newBaseManager(loaded.device());
    this.thread =
        Executors.newSingleThreadExecutor(
            runnable -> {
              Thread daemon = new Thread(runnable, "isonomy-networks");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.execute(loaded.networks()::prepareThread);
  }

  /**
   * Opens a bundle's networks for one task; the first call in a JVM verifies and loads them, and
   * tries each one on zeros.
   *
   * @throws UserException if a file is damaged, a network cannot be loaded or has other shapes than
   *     the bundle says, or the device is not there
   */
  public static DjlModules open(ModelBundle bundle, ComputeDevice device, ModuleOptions options) {
    DjlModules modules = new DjlModules(bundle, LoadedBundle.of(bundle, device), options);
    try {
      modules.loaded.probeOnce(options.microBatch(), modules::probe);
      return modules;
    } catch (RuntimeException e) {
      modules.close();
      throw e;
    }
  }

  /**
   * The device of a configured name.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the task's GPU, or any,
   *     or else the processor
   * @param address the GPU that the scheduler gave to the task; takes the place of an index that is
   *     not given
   * @throws UserException if CUDA is demanded and not there, or the name is none
   */
  public static ComputeDevice device(String name, OptionalInt address) {
    return ComputeDevice.choose(
        name, address, name.equals("cpu") ? 0 : new PyTorch().start().getGpuCount());
  }

  @Override
  public ModelBundle bundle() {
    return bundle;
  }

  @Override
  public Denoiser denoiser(float[] codes) {
    requireCodes();
    Target target =
        new Target(BundleModule.DENOISER, ModuleFiles.FORWARD, shape(manifest.sample()));
    Input code = new Input(codes, new long[] {manifest.latentDimension()});
    return (x, batch, t, out) ->
        run(target, List.of(new Input(x, target.shape()), code), OptionalInt.of(t), batch, out);
  }

  private void requireCodes() {
    if (!(manifest.latentSpace() instanceof LatentSpace.Semantic)) {
      throw new UserException(
          "bundle "
              + bundle
              + " has the latent space "
              + manifest.latentSpace().label()
              + ", which has no codes");
    }
  }

  @Override
  public Denoiser unconditionalDenoiser() {
    if (!manifest.denoiser().unconditional()) {
      throw new UserException(
          "bundle " + bundle + " has a denoiser that cannot run without a code z");
    }
    String method = manifest.denoiser().conditioned() ? "unconditional" : ModuleFiles.FORWARD;
    Target target = new Target(BundleModule.DENOISER, method, shape(manifest.sample()));
    return (x, batch, t, out) ->
        run(target, List.of(new Input(x, target.shape())), OptionalInt.of(t), batch, out);
  }

  @Override
  public float[] encode(float[] images, int count) {
    requireCodes();
    return runOnImages(
        BundleModule.ENCODER, ModuleFiles.FORWARD, images, count, manifest.latentDimension());
  }

  @Override
  public float[] encodeSample(float[] images, int count) {
    if (!manifest.latentDiffusion()) {
      return images.clone();
    }
    return runOnImages(BundleModule.AUTOENCODER, "encode", images, count, shape(manifest.sample()));
  }

  @Override
  public float[] decodeSample(float[] samples, int count) {
    if (!manifest.latentDiffusion()) {
      return samples.clone();
    }
    Target target = new Target(BundleModule.AUTOENCODER, "decode", shape(manifest.image()));
    float[] out = new float[count * target.size()];
    run(
        target,
        List.of(new Input(samples, shape(manifest.sample()))),
        OptionalInt.empty(),
        count,
        out);
    return out;
  }

  @Override
  public float[] label(float[] images, int count) {
    return runOnImages(
        BundleModule.LABELER, ModuleFiles.FORWARD, images, count, manifest.logitCount());
  }

  @Override
  public float[] audit(float[] images, int count) {
    return runOnImages(
        BundleModule.AUDITOR, ModuleFiles.FORWARD, images, count, manifest.logitCount());
  }

  @Override
  public float[] features(float[] images, int count) {
    return runOnImages(
        BundleModule.FEATURES, ModuleFiles.FORWARD, images, count, manifest.featureWidth());
  }

  @Override
  public int outOfMemoryHalvings() {
    return loaded.halvings();
  }

  /** Frees this task's tensors; the shared networks stay loaded. */
  @Override
  public void close() {
    thread.execute(root::close);
    thread.shutdown();
  }

  /** Tries every network on zeros: finds wrong shapes before any work. */
  private void probe() {
    float[] image = new float[manifest.image().size()];
    float[] sample = new float[manifest.sample().size()];
    float[] out = new float[sample.length];
    boolean codes = manifest.latentSpace() instanceof LatentSpace.Semantic;
    if (codes) {
      quietly(() -> denoiser(new float[manifest.latentDimension()]).predict(sample, 1, 0, out));
    }
    if (manifest.denoiser().unconditional()) {
      quietly(() -> unconditionalDenoiser().predict(sample, 1, 0, out));
    }
    quietly(() -> decodeSample(sample, 1));
    quietly(() -> encodeSample(image, 1));
    for (BundleModule module : manifest.modules().keySet()) {
      switch (module) {
        case ENCODER -> {
          if (codes) {
            quietly(() -> encode(image, 1));
          }
        }
        case LABELER -> quietly(() -> label(image, 1));
        case AUDITOR -> quietly(() -> audit(image, 1));
        case FEATURES -> quietly(() -> features(image, 1));
        case DENOISER, AUTOENCODER -> {}
      }
    }
  }

  /** Zeros are no picture: a network may well return NaN for them. */
  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (ModuleException e) {
      if (e.sample() == ModuleException.NO_SAMPLE) {
        throw e;
      }
    }
  }

  private float[] runOnImages(
      BundleModule module, String method, float[] images, int count, long... shape) {
    Target target = new Target(module, method, shape);
    float[] out = new float[count * target.size()];
    run(
        target,
        List.of(new Input(images, shape(manifest.image()))),
        OptionalInt.empty(),
        count,
        out);
    return out;
  }

  private void run(Target target, List<Input> inputs, OptionalInt time, int count, float[] out) {
    for (Input input : inputs) {
      if (input.numbers().length != count * input.size()) {
        throw new IllegalArgumentException(
            name(target)
                + " was given "
                + input.numbers().length
                + " numbers for "
                + count
                + " samples of "
                + input.size());
      }
    }
    if (out.length != count * target.size()) {
      throw new IllegalArgumentException(
          name(target) + " needs room for " + count + " samples of " + target.size());
    }
    manifest.file(target.module(), target.method());
    await(
        target,
        () -> {
          int from = 0;
          while (from < count) {
            int batch = loaded.fitting(options.microBatch());
            int piece = Math.min(batch, count - from);
            try {
              runPiece(target, inputs, time, batch, from, piece, out);
              from += piece;
            } catch (OutOfDeviceMemory e) {
              loaded.halve(batch, e, name(target));
            }
          }
          return null;
        });
  }

  private void await(Target target, Callable<Void> call) {
    if (hung) {
      throw new ModuleException(
          name(target) + " is not called: an earlier call of this task never came back", null);
    }
    Future<Void> future = thread.submit(call);
    try {
      future.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      hung = true;
      throw new ModuleException(
          name(target) + " did not come back within " + options.timeout().toMillis() + " ms", e);
    } catch (InterruptedException e) {
      hung = true;
      Thread.currentThread().interrupt();
      throw new ModuleException(name(target) + " was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new ModuleException(
          name(target) + " failed: " + Messages.firstLine(e.getCause()), e.getCause());
    }
  }

  private void runPiece(
      Target target,
      List<Input> inputs,
      OptionalInt time,
      int batch,
      int from,
      int count,
      float[] out) {
    try (NDManager scope = root.newSubManager()) {
      NDList list = new NDList();
      for (int i = 0; i < inputs.size(); i++) {
        list.add(tensor(scope, i, inputs.get(i), batch, from, count));
        if (i == 0 && time.isPresent()) {
          list.add(times(scope, batch, time.getAsInt()));
        }
      }
      if (!target.method().equals(ModuleFiles.FORWARD)) {
        loaded.networks().addMethod(scope, list, target.method());
      }
      NDArray result = call(target, scope, list, batch);
      FloatBuffer numbers =
          result.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
      numbers.get(out, from * target.size(), count * target.size());
    }
    int bad = firstNotFinite(out, from * target.size(), (from + count) * target.size());
    if (bad >= 0) {
      throw new ModuleException(name(target) + " returned " + out[bad], bad / target.size());
    }
  }

  private NDArray call(Target target, NDManager scope, NDList list, int batch) {
    Block block = loaded.block(manifest.file(target.module(), target.method()));
    NDList results;
    try {
      results = block.forward(new ParameterStore(scope, false), list, false);
    } catch (RuntimeException e) {
      if (OutOfDeviceMemory.isSaidBy(e)) {
        throw new OutOfDeviceMemory(e);
      }
      String message = String.valueOf(e.getMessage());
      if (message.contains("is not defined") || message.contains("Method '")) {
        throw new UserException(
            name(target) + " has no such method; export it again: " + Messages.firstLine(e), e);
      }
      throw new ModuleException(name(target) + " failed: " + Messages.lastLine(e), e);
    }
    if (results.size() != 1) {
      throw new UserException(
          name(target) + " must return one tensor but returned " + results.size());
    }
    NDArray result = results.get(0);
    if (result.getDataType() != DataType.FLOAT32) {
      throw new UserException(
          name(target)
              + " must return float32 but returned "
              + result.getDataType().name().toLowerCase(java.util.Locale.ROOT));
    }
    Shape expected = withBatch(batch, target.shape());
    if (!result.getShape().equals(expected)) {
      throw new UserException(
          name(target)
              + " must return the shape "
              + expected
              + " but returned "
              + result.getShape());
    }
    return result;
  }

  private NDArray tensor(NDManager scope, int slot, Input input, int batch, int from, int count) {
    int bytes = batch * input.size() * Float.BYTES;
    while (buffers.size() <= slot) {
      buffers.add(aligned(bytes));
    }
    if (buffers.get(slot).capacity() < bytes) {
      buffers.set(slot, aligned(bytes));
    }
    ByteBuffer buffer = buffers.get(slot).duplicate().order(ByteOrder.nativeOrder()).limit(bytes);
    FloatBuffer numbers = buffer.asFloatBuffer();
    numbers.put(input.numbers(), from * input.size(), count * input.size());
    while (numbers.hasRemaining()) {
      numbers.put(0);
    }
    return scope.create(buffer, withBatch(batch, input.shape()), DataType.FLOAT32);
  }

  private static NDArray times(NDManager scope, int batch, int time) {
    long[] times = new long[batch];
    Arrays.fill(times, time);
    return scope.create(LongBuffer.wrap(times), new Shape(times.length), DataType.INT64);
  }

  /** Kernels may choose their path, and so the order of a sum, by the alignment of their input. */
  private static ByteBuffer aligned(int bytes) {
    return ByteBuffer.allocateDirect(bytes + ALIGNMENT).alignedSlice(ALIGNMENT);
  }

  private static Shape withBatch(int batch, long[] shape) {
    long[] all = new long[shape.length + 1];
    all[0] = batch;
    System.arraycopy(shape, 0, all, 1, shape.length);
    return new Shape(all);
  }

  private String name(Target target) {
    String method = target.method().equals(ModuleFiles.FORWARD) ? "" : "." + target.method();
    return "module "
        + target.module().label()
        + method
        + " ("
        + manifest.file(target.module(), target.method())
        + " of bundle "
        + bundle
        + ")";
  }

  private static long[] shape(ImageShape shape) {
    return new long[] {shape.channels(), shape.height(), shape.width()};
  }

  private static int product(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, extent);
    }
    return Math.toIntExact(size);
  }

  private static int firstNotFinite(float[] numbers, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Float.isFinite(numbers[i])) {
        return i;
      }
    }
    return -1;
  }
}
