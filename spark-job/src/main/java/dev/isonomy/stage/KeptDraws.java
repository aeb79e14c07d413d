package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Rejection;
import dev.isonomy.plan.ShortfallPolicy;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.metrics.GenerationMetrics;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.JudgedDraw;
import dev.isonomy.spark.task.KeptFunction;
import dev.isonomy.spark.task.UnitInputs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * A small set by a method that rejects, to be compared with the data set: it has the shares that
 * the data set was to have, but of cells that the method does not reach, and lacks what a hopeless
 * cell does not give.
 */
final class KeptDraws {
  /** Units of one method are fewer than this. */
  private static final long UNITS_OF_A_METHOD = 1L << 32;

  private final RunContext run;
  private final GenerationPlan plan;
  private final Rejections rejections;

  KeptDraws(RunContext run, GenerationPlan plan) {
    this.run = run;
    this.plan = plan;
    this.rejections = new Rejections(run, Artifacts.associated(run));
  }

  /**
   * Makes the set; the images stay with the executors until unpersisted.
   *
   * @param number how many such sets were made before, which keys the draws
   */
  JavaRDD<JudgedDraw> draw(BalanceMethod.Rejecting method, int number) {
    int images = run.config().audit().imagesPerMethod();
    AttributeSpace space = run.asked().space();
    CellDistribution shares = shares(space);
    long[] quotas = reached(method, shares.quotas(images), space);
    UnitLayout layout = new UnitLayout(quotas, run.config().generate().batchSize());
    Rejection rejection = rejections.of(method, quotas, ShortfallPolicy.REPORT);
    GenerationPlan small = GenerationPlan.of(plan.seed(), shares, layout, rejection);
    GenerationMetrics metrics =
        GenerationMetrics.register(run.sparkContext().sc(), space.cellNames());
    GeneratorSettings settings = ModelSettings.drawing(run, run.config().generate().batchSize());
    KeptFunction function =
        new KeptFunction(
            settings,
            run.sparkContext()
                .broadcast(
                    new UnitInputs(
                        small, Rejections.source(run, rejection), rejections.purity(rejection))),
            method.name(),
            Draws.KEPT - (number * UNITS_OF_A_METHOD),
            metrics);
    List<Long> units = LongStream.range(0, layout.unitCount()).boxed().toList();
    JavaRDD<JudgedDraw> kept =
        Placement.of(run)
            .place(run.sparkContext().parallelize(units, units.size()).mapPartitions(function))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try (Progress progress =
        Progress.start(run.console(), method.name(), "images", layout.images(), metrics::kept)) {
      kept.count();
    }
    return kept;
  }

  /** The shares of the plan; those of cells alone are taken for each prompt alike. */
  private CellDistribution shares(AttributeSpace space) {
    CellDistribution target = plan.target();
    if (target.space().equals(space)) {
      return target;
    }
    int cells = target.space().cellCount();
    double[] shares = new double[space.cellCount()];
    Arrays.setAll(shares, pair -> target.share(pair % cells) * cells / shares.length);
    return new CellDistribution(space, shares);
  }

  /** Quotas without those of cells that the method does not reach, which are named. */
  private long[] reached(BalanceMethod.Rejecting method, long[] quotas, AttributeSpace space) {
    double[] acceptance = rejections.draws(method).acceptance();
    int[] without =
        IntStream.range(0, quotas.length)
            .filter(cell -> quotas[cell] > 0 && !(acceptance[cell] > 0))
            .toArray();
    for (int cell : without) {
      quotas[cell] = 0;
    }
    if (without.length > 0) {
      run.console()
          .note(
              "audit     %s reaches nothing of %s%s, which its figures lack"
                  .formatted(
                      method.name(),
                      space.cellName(without[0]),
                      without.length > 1
                          ? " and %d more cells".formatted(without.length - 1)
                          : ""));
    }
    return quotas;
  }
}
