package dev.isonomy.spark.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.generate.GenerationListener.Phase;
import dev.isonomy.generate.LatentSource;
import dev.isonomy.generate.MixtureLatents;
import dev.isonomy.generate.TinyRun;
import dev.isonomy.model.Bundles;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.ModuleOptions;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.spark.metrics.GenerationMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The functions in a real local Spark, over the tiny bundle. */
class FunctionsTest {
  private static final GenerationPlan PLAN = TinyRun.plan(60, 20);

  @TempDir Path temporary;
  private SparkSession spark;

  private JavaSparkContext start(int cores) {
    spark =
        SparkSession.builder()
            .master("local[" + cores + "]")
            .appName("functions")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  private static GeneratorSettings settings(int batch) {
    BundleSource source =
        BundleSource.of(Bundles.root().resolve("tiny").toString(), Optional.empty());
    return new GeneratorSettings(source, "cpu", ModuleOptions.DEFAULT, TinyRun.SAMPLING, batch);
  }

  private List<Row> units(int cores, int partitions, int batch) {
    JavaSparkContext context = start(cores);
    UnitInputs inputs =
        new UnitInputs(PLAN, new MixtureLatents(TinyRun.mixture()), TinyRun.association().purity());
    Broadcast<UnitInputs> broadcast = context.broadcast(inputs);
    GenerationMetrics metrics =
        GenerationMetrics.register(spark.sparkContext(), PLAN.space().cellNames());
    List<Long> numbers = LongStream.range(0, 3).boxed().toList();
    StructType schema = ImageSchema.of(PLAN.space());
    List<Row> rows =
        new ArrayList<>(
            spark
                .createDataFrame(
                    context
                        .parallelize(numbers, partitions)
                        .mapPartitions(new UnitFunction(settings(batch), broadcast, metrics)),
                    schema)
                .collectAsList());
    assertThat(metrics.kept()).isEqualTo(60);
    assertThat(metrics.keptPerCell()).containsOnly(10);
    assertThat(metrics.draws()).isGreaterThan(60);
    assertThat(metrics.seconds(Phase.DENOISE)).isPositive();
    rows.sort(Comparator.comparing(row -> row.<String>getAs("sample_id")));
    spark.stop();
    return rows;
  }

  @Test
  void imagesAreTheSameBytesForAnyNumberOfCoresPartitionsAndBatches() {
    List<Row> reference = units(1, 1, 16);
    assertThat(reference).hasSize(60);
    assertThat(reference.stream().map(row -> row.<String>getAs("pixels_sha256")).distinct())
        .hasSize(60);
    for (List<Row> other : List.of(units(2, 3, 64), units(2, 2, 16))) {
      for (int i = 0; i < reference.size(); i++) {
        Row expected = reference.get(i);
        Row found = other.get(i);
        assertThat((byte[]) found.getStruct(0).get(0))
            .isEqualTo((byte[]) expected.getStruct(0).get(0));
        for (int column = 1; column < expected.size(); column++) {
          assertThat(found.get(column)).isEqualTo(expected.get(column));
        }
      }
    }
  }

  @Test
  void rowsSayWhereAnImageComesFrom() {
    Row row = units(2, 3, 64).get(0);
    assertThat(row.getStruct(0).getString(1)).isEqualTo(row.getAs("sample_id") + ".png");
    assertThat(row.<Long>getAs("tone")).isEqualTo(0L);
    assertThat(row.<Long>getAs("hue")).isEqualTo(0L);
    assertThat(row.<String>getAs("cell")).isEqualTo("dark.low");
    assertThat(row.<Long>getAs("seed")).isEqualTo(11L);
    assertThat(row.<Long>getAs("component")).isZero();
    assertThat(row.<Double>getAs("component_purity")).isEqualTo(0.75);
    assertThat(row.<Double>getAs("latent_posterior")).isStrictlyBetween(0.05, 0.75);
    assertThat(row.<String>getAs("model_sha256")).isEqualTo(Bundles.tiny().fingerprint());
    assertThat(row.<String>getAs("sampler")).isEqualTo("ddim");
    assertThat(row.<Long>getAs("steps")).isEqualTo(4L);
    assertThat(row.<String>getAs("scheduler"))
        .isEqualTo(
            "{\"sampler\":\"ddim\",\"eta\":0.0,\"steps\":4,\"spacing\":\"trailing\",\"guidance\":1.0,"
                + "\"prediction\":\"v_prediction\",\"levels\":1000}");
  }

  private static final class Flat implements ImageAccess<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] pixels(Integer level) {
      byte[] rgb = new byte[768];
      Arrays.fill(rgb, level.byteValue());
      return rgb;
    }

    @Override
    public String id(Integer level) {
      return "flat-" + level;
    }
  }

  @Test
  void encodesAndJudgesEveryItemInOrder() {
    JavaSparkContext context = start(2);
    List<Integer> levels = List.of(10, 60, 128, 200, 250);
    List<Encoded<Integer>> encoded =
        context
            .parallelize(levels, 2)
            .mapPartitions(new EncodeFunction<>(settings(2), new Flat(), 1))
            .collect();
    assertThat(encoded.stream().map(Encoded::item)).containsExactlyElementsOf(levels);
    assertThat(encoded).allSatisfy(item -> assertThat(item.latent()).hasSize(4));
    assertThat(encoded.get(0).latent()[0]).isLessThan(encoded.get(4).latent()[0]);

    List<Judged<Integer>> judged =
        context
            .parallelize(levels, 2)
            .mapPartitions(new JudgeFunction<>(settings(2), new Flat()))
            .collect();
    assertThat(judged.stream().map(item -> item.judgement().cell())).containsExactly(0, 0, 4, 5, 5);
    assertThat(judged.stream().map(item -> item.judgement().auditorCell()))
        .containsExactly(0, 0, 4, 5, 5);
    assertThat(judged).allSatisfy(item -> assertThat(item.judgement().features()).hasSize(8));
  }

  @Test
  void drawsComeBackJudgedUnderTheirTasksNames() {
    JavaSparkContext context = start(2);
    Broadcast<LatentSource> source = context.broadcast(new MixtureLatents(TinyRun.mixture()));
    GenerationMetrics metrics =
        GenerationMetrics.register(spark.sparkContext(), PLAN.space().cellNames());
    List<DrawTask> tasks =
        List.of(
            new DrawTask("prior", -10, 0, 20, TinyRun.mixture().weights()),
            new DrawTask("prior", -10, 20, 20, TinyRun.mixture().weights()),
            new DrawTask("unaided", -11, 0, 10, new double[0]));
    List<JudgedDraw> drawn =
        context
            .parallelize(tasks, 3)
            .mapPartitions(new DrawFunction(settings(16), source, 5, metrics))
            .collect();
    assertThat(drawn).hasSize(50);
    Set<Long> numbers = new HashSet<>();
    drawn.stream()
        .filter(image -> image.name().equals("prior"))
        .forEach(image -> numbers.add(image.draw()));
    assertThat(numbers).hasSize(40);
    assertThat(drawn.get(49).component()).isEqualTo(-1);
    assertThat(drawn).allSatisfy(image -> assertThat(image.pixels()).hasSize(768));
    assertThat(metrics.draws()).isEqualTo(50);
  }

  @Test
  void bundleIsFoundByHadoopUriAndRefusedUnderAnotherFingerprint() {
    Path directory = Bundles.root().resolve("tiny");
    ModelBundle expected = ModelBundle.fromDirectory(directory);
    assertThat(BundleSource.of(directory.toUri().toString(), Optional.empty()).fingerprint())
        .isEqualTo(expected.fingerprint());
    BundleSource other = new BundleSource(directory.toString(), "0".repeat(64));
    assertThatThrownBy(other::open)
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is required");
    assertThatThrownBy(() -> BundleSource.of("nosuchscheme://host/bundle", Optional.empty()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nosuchscheme://host/bundle cannot be read");
  }
}
