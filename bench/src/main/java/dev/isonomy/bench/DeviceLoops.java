package dev.isonomy.bench;

import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.generate.DrawKey;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.generate.Prefetcher;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.PixelShape;
import dev.isonomy.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The same number of images on a device, drawn by the bare loop or by the generator, in calls of
 * the same number of samples: sampled, decoded, rounded to bytes, labelled, fetched and encoded.
 *
 * @param device where networks run; on a GPU images are encoded while the next ones are drawn, as
 *     in the job, on a processor afterwards, so that a task keeps to one core
 * @param microBatch samples per call of a network
 * @param tasks threads that share the device
 * @param images images of a measurement
 * @param png whether images are encoded
 */
record DeviceLoops(ComputeDevice device, int microBatch, int tasks, int images, boolean png) {
  /** Steps per image. */
  static final int STEPS = 10;

  private static final int WARM_UP = 3;
  private static final SamplingSettings SAMPLING =
      SamplingSettings.of(new DpmSolver(DpmSolver.Equation.ODE), STEPS, Spacings.of("trailing"));

  /** Images of one measurement, their labels and how fast they came. */
  record Drawn(byte[] pixels, Label[] labels, double perSecond) {}

  /** Images per second of the bare loop. */
  double bare(ModelBundle bundle) {
    BareLoop loop = new BareLoop(bundle, device, microBatch);
    for (int i = 0; i < WARM_UP; i++) { // the first calls choose and compile kernels
      loop.draw(1);
    }
    AtomicInteger next = new AtomicInteger();
    return Threads.perSecond(
        tasks,
        () ->
            drain(
                bundle,
                sink -> {
                  while (next.getAndAdd(microBatch) < images) {
                    sink.accept(loop.draw(STEPS));
                  }
                }));
  }

  /** Images of the generator, the same for the same bundle. */
  Drawn generator(ModelBundle bundle) {
    int size = bundle.manifest().pixels().bytes(1);
    byte[] pixels = new byte[Math.multiplyExact(images, size)];
    Label[] labels = new Label[images];
    List<BundleModules> opened = new ArrayList<>();
    try {
      for (int task = 0; task < tasks; task++) {
        opened.add(
            Networks.open(
                bundle, device, new ModuleOptions(microBatch, ModuleOptions.DEFAULT_TIMEOUT)));
      }
      draw(opened.get(0), 0, microBatch);
      ConcurrentLinkedQueue<BundleModules> free = new ConcurrentLinkedQueue<>(opened);
      AtomicInteger next = new AtomicInteger();
      double speed =
          Threads.perSecond(
              tasks,
              () -> {
                BundleModules modules = free.remove();
                return drain(
                    bundle,
                    sink -> {
                      for (int from = next.getAndAdd(microBatch);
                          from < images;
                          from = next.getAndAdd(microBatch)) {
                        Drawn drawn = draw(modules, from, Math.min(microBatch, images - from));
                        System.arraycopy(
                            drawn.pixels(), 0, pixels, from * size, drawn.pixels().length);
                        System.arraycopy(drawn.labels(), 0, labels, from, drawn.labels().length);
                        sink.accept(drawn.pixels());
                      }
                    });
              });
      return new Drawn(pixels, labels, speed);
    } finally {
      opened.forEach(BundleModules::close);
    }
  }

  private static Drawn draw(BundleModules modules, int from, int count) {
    ImageGenerator generator = new ImageGenerator(modules, SAMPLING, GenerationListener.NONE);
    List<DrawKey> keys =
        IntStream.range(from, from + count).mapToObj(draw -> new DrawKey(1, 0, draw)).toList();
    byte[] pixels =
        modules.bundle().manifest().latentSpace() instanceof LatentSpace.Semantic
            ? generator.generate(codes(modules, keys), keys, String::valueOf)
            : generator.generateUnconditional(keys, String::valueOf);
    return new Drawn(pixels, generator.label(pixels, count, String::valueOf), 0);
  }

  private static float[] codes(BundleModules modules, List<DrawKey> keys) {
    float[] code = new float[modules.bundle().manifest().latentDimension()];
    float[] codes = new float[keys.size() * code.length];
    for (int i = 0; i < keys.size(); i++) {
      keys.get(i).stream(Purpose.LATENT).fillGaussian(code);
      System.arraycopy(code, 0, codes, i * code.length, code.length);
    }
    return codes;
  }

  /** Takes all images and counts them. */
  private long drain(ModelBundle bundle, Prefetcher.Producer<byte[]> source) {
    PixelShape shape = bundle.manifest().pixels();
    int size = shape.bytes(1);
    PngEncoder encoder = new PngEncoder("bench");
    long[] made = new long[1];
    Consumer<byte[]> sink =
        pixels -> {
          made[0] += pixels.length / size;
          for (int at = 0; png && at < pixels.length; at += size) {
            encoder.encode(Arrays.copyOfRange(pixels, at, at + size), shape);
          }
        };
    if (png && device instanceof ComputeDevice.Cuda) {
      try (Prefetcher<byte[]> drawn = Prefetcher.start("bench-draw", 1, source)) {
        drawn.forEachRemaining(sink);
      }
    } else {
      source.produce(sink);
    }
    return made[0];
  }
}
