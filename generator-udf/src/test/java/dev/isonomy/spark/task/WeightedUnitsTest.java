package dev.isonomy.spark.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.generate.TinyRun;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.ComponentWeights;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.plan.Start;
import dev.isonomy.plan.UnitLayout;
import dev.isonomy.plan.Weighting;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Units of the methods that keep every draw, in a real local Spark, over the tiny bundle. */
class WeightedUnitsTest {
  private static final int IMAGES = 100;
  private static final int UNIT = 30;
  private static final Start CODE = new Start.Code();
  private static final Start NOISE = new Start.Noise();
  private static final List<BalanceMethod.Weighted> METHODS =
      List.of(
          new BalanceMethod.Prior(),
          new BalanceMethod.UniformComponents(),
          new BalanceMethod.SolvedWeights());

  private SparkSession spark;

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  @Test
  void everyUnitHasItsSizeAndEveryDrawIsKept() {
    for (BalanceMethod.Weighted method : METHODS) {
      List<Row> rows = rows(plan(method, CODE), 2, 2, 64);

      assertThat(rows).as(method.name()).hasSize(IMAGES);
      Map<Long, Long> sizes =
          rows.stream()
              .collect(Collectors.groupingBy(row -> row.getAs("unit"), Collectors.counting()));
      assertThat(sizes)
          .containsOnly(
              Map.entry(0L, 25L), Map.entry(1L, 25L), Map.entry(2L, 25L), Map.entry(3L, 25L));
      assertThat(rows.stream().map(row -> row.<String>getAs("sample_id")).distinct())
          .hasSize(IMAGES);
    }
  }

  @Test
  void drawsFollowTheWeightsOfThePlan() {
    CellDistribution lopsided =
        new CellDistribution(
            TinyRun.association().space(), new double[] {0.5, 0.3, 0.05, 0.05, 0.05, 0.05});
    GenerationPlan plan = plan(new BalanceMethod.SolvedWeights(), CODE, lopsided);
    double[] weights = plan.weighting().orElseThrow().weights().weights();

    List<Row> rows = rows(plan, 2, 4, 64);

    long[] components = new long[6];
    rows.forEach(row -> components[(int) (long) row.<Long>getAs("component")]++);
    for (int k = 0; k < 6; k++) {
      double deviation = Math.sqrt(IMAGES * weights[k] * (1 - weights[k]));
      assertThat((double) components[k])
          .isBetween(
              (IMAGES * weights[k]) - (4 * deviation) - 1,
              (IMAGES * weights[k]) + (4 * deviation) + 1);
    }
    long first = rows.stream().filter(row -> "dark.low".equals(row.getAs("cell"))).count();
    assertThat(first).as("what was solved for arrives").isBetween(25L, 70L);
  }

  @Test
  void imagesAreTheSameBytesForAnyNumberOfCoresPartitionsAndBatches() {
    for (Start start : List.of(CODE, NOISE)) {
      GenerationPlan plan = plan(new BalanceMethod.Prior(), start);
      List<String> reference = hashes(rows(plan, 1, 1, 16));
      assertThat(hashes(rows(plan, 2, 4, 64))).isEqualTo(reference);
      assertThat(hashes(rows(plan, 2, 3, 7))).isEqualTo(reference);
      assertThat(reference.stream().distinct()).hasSize(IMAGES);
    }
  }

  @Test
  void anUnaidedImageHasNoComponentAndStartsInPureNoise() {
    GenerationPlan plan = plan(new BalanceMethod.Prior(), NOISE);

    List<Row> rows = rows(plan, 2, 4, 64);

    assertThat(rows)
        .hasSize(IMAGES)
        .allSatisfy(
            row -> {
              assertThat(row.<Long>getAs("component")).isNull();
              assertThat(row.<Double>getAs("component_purity")).isNull();
              assertThat(row.<Double>getAs("latent_posterior")).isNull();
              assertThat(row.<String>getAs("scheduler")).doesNotContain("startTimestep");
            });
  }

  private static List<String> hashes(List<Row> rows) {
    return rows.stream()
        .sorted(Comparator.comparing(row -> row.<String>getAs("sample_id")))
        .map(row -> row.getAs("sample_id") + " " + row.getAs("pixels_sha256"))
        .toList();
  }

  private static GenerationPlan plan(BalanceMethod.Weighted method, Start start) {
    return plan(method, start, CellDistribution.uniform(TinyRun.association().space()));
  }

  private static GenerationPlan plan(
      BalanceMethod.Weighted method, Start start, CellDistribution target) {
    ComponentWeights weights =
        method.solve(TinyRun.association(), TinyRun.mixture().weights(), target);
    return GenerationPlan.of(
        11,
        target,
        new UnitLayout(target.quotas(IMAGES), UNIT),
        new Weighting(method.name(), start, weights));
  }

  private List<Row> rows(GenerationPlan plan, int cores, int partitions, int batch) {
    spark =
        SparkSession.builder()
            .master("local[" + cores + "]")
            .appName("weighted")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<UnitInputs> inputs =
        context.broadcast(
            new UnitInputs(
                plan, new MixtureLatents(TinyRun.mixture()), TinyRun.association().purity()));
    GenerationMetrics metrics =
        GenerationMetrics.register(spark.sparkContext(), plan.space().cellNames());
    GeneratorSettings settings =
        new GeneratorSettings(
            BundleSource.of(Bundles.root().resolve("tiny").toString(), Optional.empty()),
            "cpu",
            ModuleOptions.DEFAULT,
            TinyRun.SAMPLING,
            batch);
    List<Long> units = LongStream.range(0, plan.layout().unitCount()).boxed().toList();
    List<Row> rows =
        new ArrayList<>(
            spark
                .createDataFrame(
                    context
                        .parallelize(units, partitions)
                        .mapPartitions(new UnitFunction(settings, inputs, metrics)),
                    ImageSchema.of(plan.space()))
                .collectAsList());
    assertThat(metrics.kept()).isEqualTo(IMAGES);
    assertThat(metrics.draws()).isEqualTo(IMAGES);
    spark.stop();
    return rows;
  }
}
