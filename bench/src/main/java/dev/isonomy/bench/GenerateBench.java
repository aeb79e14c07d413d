package dev.isonomy.bench;

import com.google.gson.JsonObject;
import dev.isonomy.diffusion.DpmSolver;
import dev.isonomy.diffusion.Spacings;
import dev.isonomy.generate.GenerationListener;
import dev.isonomy.generate.ImageEncoder;
import dev.isonomy.generate.ImageGenerator;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.generate.SamplingSettings;
import dev.isonomy.generate.UnitGenerator;
import dev.isonomy.generate.UnitPlan;
import dev.isonomy.generate.UnitSettings;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.ComputeDevice;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.model.Networks;
import dev.isonomy.model.PixelShape;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the job costs on top of the model. All four make the same images, ten steps of DPM-Solver++,
 * decoded, labelled and encoded as PNG; counted are images drawn, of which the generator and the
 * job keep those that the labeler confirms. The Python loop has a turn before and one after the
 * job, which takes minutes: a machine that changes its speed meanwhile changes both.
 */
@Command(
    name = "generate",
    description = "Images per second: bare loop, generator, whole job, Python.",
    mixinStandardHelpOptions = true)
final class GenerateBench implements Callable<Integer> {
  /** Steps per image. */
  static final int STEPS = 10;

  private static final int BATCH = 64;

  @Option(names = "--rounds", description = "Rounds; 0 only prepares (default: 3).")
  private int rounds = 3;

  @Option(names = "--images", description = "Images of the job per round (default: 3200).")
  private int images = 3200;

  @Option(names = "--seconds", description = "Seconds of a loop per round (default: 15).")
  private double seconds = 15;

  private final int cores = Runtime.getRuntime().availableProcessors();
  private final ModelBundle bundle = DefaultModels.generator();
  private final Rounds measured = new Rounds("images/s", 1);

  @Override
  public Integer call() {
    PreparedRun prepared = PreparedRun.make();
    PythonLoop python = PythonLoop.over(bundle);
    boolean hasPython = python.available();
    if (rounds == 0) {
      return 0;
    }
    BareLoop warm = new BareLoop(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT_MICRO_BATCH);
    Threads.perSecond(cores, () -> (long) warm.draw(1).length);
    List<PreparedRun.Generation> jobs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      measured.begin();
      PreparedRun many = planned(prepared, images);
      PreparedRun few = planned(prepared, images / 4);
      measured.add("bare", bare());
      measured.add("generator", generator(few));
      OptionalDouble before = hasPython ? python(python) : OptionalDouble.empty();
      PreparedRun.Generation whole = many.generate();
      PreparedRun.Generation part = few.generate();
      jobs.add(whole);
      measured.add("job with its start", whole.draws() / whole.seconds());
      measured.add(
          "job", StartUp.speed(whole.draws(), whole.seconds(), part.draws(), part.seconds()));
      OptionalDouble after = hasPython ? python(python) : OptionalDouble.empty();
      DoubleStream.concat(before.stream(), after.stream())
          .average()
          .ifPresent(each -> measured.add("python", each));
    }
    report(jobs, FirstImage.seconds(planned(prepared, images)));
    return 0;
  }

  private PreparedRun planned(PreparedRun prepared, int count) {
    return prepared.planned(count, PreparedRun.unitSize(images, cores), List.of());
  }

  private OptionalDouble python(PythonLoop python) {
    return python.imagesPerSecond(cores, ModuleOptions.DEFAULT_MICRO_BATCH, STEPS, seconds);
  }

  private double bare() {
    BareLoop loop = new BareLoop(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT_MICRO_BATCH);
    PixelShape shape = bundle.manifest().pixels();
    int size = shape.bytes(1);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return Threads.perSecond(
        cores,
        () -> {
          PngEncoder encoder = new PngEncoder("bare");
          long made = 0;
          while (System.nanoTime() < end) {
            byte[] pixels = loop.draw(STEPS);
            for (int at = 0; at < pixels.length; at += size) {
              encoder.encode(Arrays.copyOfRange(pixels, at, at + size), shape);
              made++;
            }
          }
          return made;
        });
  }

  private double generator(PreparedRun run) {
    GenerationPlan plan = GenerationPlan.fromJson(run.read("plan.json"), "plan.json");
    Rejection rejection = plan.rejection().orElseThrow();
    GaussianMixture mixture = run.mixture();
    AtomicLong next = new AtomicLong();
    long units = plan.layout().units().count();
    return Threads.perSecond(
        cores,
        () -> {
          Counter counter = new Counter();
          try (BundleModules modules =
              Networks.open(bundle, ComputeDevice.CPU, ModuleOptions.DEFAULT)) {
            UnitGenerator generator = generator(modules, mixture, counter);
            ImageEncoder encoder = new ImageEncoder(bundle, counter);
            for (long unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
              generator.generate(
                  UnitPlan.of(plan.seed(), plan.layout(), rejection, unit), encoder::encode);
            }
          }
          return counter.draws;
        });
  }

  private static UnitGenerator generator(
      BundleModules modules, GaussianMixture mixture, GenerationListener listener) {
    SamplingSettings sampling =
        SamplingSettings.of(new DpmSolver(DpmSolver.Equation.ODE), STEPS, Spacings.of("trailing"));
    return new UnitGenerator(
        new ImageGenerator(modules, sampling, listener),
        new MixtureLatents(mixture),
        new UnitSettings(BATCH, ModuleOptions.DEFAULT_MICRO_BATCH, 0, 50, ShortfallPolicy.FAIL),
        listener);
  }

  private static final class Counter implements GenerationListener {
    private long draws;

    @Override
    public void drawn(int count) {
      draws += count;
    }
  }

  private void report(List<PreparedRun.Generation> jobs, double firstImage) {
    JsonObject json = new JsonObject();
    for (String name : measured.names()) {
      json.addProperty(name, measured.median(name));
    }
    double kept =
        jobs.stream().mapToDouble(job -> job.images() / (double) job.draws()).average().orElse(0);
    json.addProperty("job_to_bare", measured.ratio("job", "bare"));
    String toPython = "(no Python with torch)";
    if (measured.has("python")) {
      double ratio = measured.ratio("job", "python");
      json.addProperty("job_to_python", ratio);
      toPython = String.format(Locale.ROOT, "%.3f", ratio);
    }
    json.addProperty("cores", cores);
    json.addProperty("steps", STEPS);
    json.addProperty("microBatch", ModuleOptions.DEFAULT_MICRO_BATCH);
    json.addProperty("kept_share", kept);
    json.addProperty("seconds_to_first_image", firstImage);
    System.out.println(measured.table("bare"));
    System.out.printf(
        Locale.ROOT,
        "%d cores; job to Python %s; the job keeps %.0f%% of its draws; first image after %.1f s%n",
        cores,
        toPython,
        100 * kept,
        firstImage);
    Results.write("generate", json);
  }
}
