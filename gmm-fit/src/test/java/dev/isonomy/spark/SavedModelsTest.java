package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static dev.isonomy.spark.Clusters.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.MixtureArchive;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one Spark line saved, every other one loads. The fixtures under {@code saved/} were written
 * by this class under each line:
 *
 * <pre>
 * mvn -P spark-3.5 -pl gmm-fit test -Dtest=SavedModelsTest -Disonomy.fixture=src/test/resources/saved/spark-3.5
 * </pre>
 */
class SavedModelsTest {
  private static final String DIRECTORY = "isonomy.fixture";

  @TempDir Path temporary;

  private static Dataset<Row> rows() {
    return frame(clusters(60, 6), 1);
  }

  @Test
  void what_this_line_writes_is_read() throws Exception {
    Path directory = Path.of(System.getProperty(DIRECTORY, temporary.toString()));
    IsonomyGaussianMixture estimator =
        new IsonomyGaussianMixture()
            .setKCandidates(2, 3)
            .setKSelection("bic")
            .setLabels("ignore")
            .setPcaDimension(4)
            .setIdCol("id")
            .setSeed(1);
    PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {estimator}).fit(rows());
    IsonomyGaussianMixtureModel model = (IsonomyGaussianMixtureModel) pipeline.stages()[0];
    estimator.write().overwrite().save(directory.resolve("estimator").toString());
    model.write().overwrite().save(directory.resolve("model").toString());
    pipeline.write().overwrite().save(directory.resolve("pipeline").toString());
    model.toMLlib().write().overwrite().save(directory.resolve("mllib").toString());
    MixtureArchive.write(
        model.projectedMixture(), Files.newOutputStream(directory.resolve(MixtureArchive.FILE)));

    assertIsRead(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark-3.5", "spark-4.0", "spark-4.1"})
  void every_line_s_files_are_read(String line) throws Exception {
    assertIsRead(Path.of(getClass().getResource("/saved/" + line).toURI()));
  }

  private static void assertIsRead(Path saved) throws Exception {
    IsonomyGaussianMixtureModel model =
        IsonomyGaussianMixtureModel.load(saved.resolve("model").toString());
    IsonomyGaussianMixture estimator =
        IsonomyGaussianMixture.load(saved.resolve("estimator").toString());
    PipelineModel pipeline = PipelineModel.load(saved.resolve("pipeline").toString());
    GaussianMixtureModel stock = GaussianMixtureModel.load(saved.resolve("mllib").toString());

    try (InputStream in = Files.newInputStream(saved.resolve(MixtureArchive.FILE))) {
      assertThat(model.projectedMixture()).isEqualTo(MixtureArchive.read(in));
    }
    assertThat(model.scores()).extracting(each -> each.components()).containsExactly(2, 3);
    assertThat(model.trace(Clusters.spark()).count()).isEqualTo(model.result().trace().size());
    assertThat(model.getIdCol()).isEqualTo("id");
    assertThat(estimator.getKCandidates()).containsExactly(2, 3);
    assertThat(estimator.getPcaDimension()).isEqualTo(4);
    List<Row> ours = model.transform(rows()).select("probability").collectAsList();
    assertThat(pipeline.transform(rows()).select("probability").collectAsList()).isEqualTo(ours);
    List<Row> theirs = stock.transform(rows()).select("probability").collectAsList();
    for (int r = 0; r < ours.size(); r++) {
      assertThat(theirs.get(r).<Vector>getAs(0).toArray())
          .containsExactly(ours.get(r).<Vector>getAs(0).toArray(), within(1e-7));
    }
  }

  @Test
  void a_model_of_the_first_format_has_no_projection_and_no_search() throws Exception {
    String path = temporary.resolve("first").toString();
    IsonomyGaussianMixtureModel model = new IsonomyGaussianMixture().setK(3).setSeed(1).fit(rows());
    model.save(path);
    GaussianMixture mixture = model.mixture();
    Dataset<Row> data = Clusters.spark().read().parquet(path + "/data");
    String[] columns = data.columns();
    String older = temporary.resolve("older").toString();
    data.select(columns[0], Arrays.copyOfRange(columns, 1, 9))
        .withColumn("formatVersion", functions.lit(1))
        .withColumn("weights", functions.lit(mixture.weights()))
        .withColumn("means", functions.lit(flat(mixture.means())))
        .withColumn("covariance", functions.lit(flat(mixture.covariance().parameters())))
        .write()
        .parquet(older);
    Files.delete(Path.of(path, "mixture.npz"));
    Files.move(Path.of(path, "data"), temporary.resolve("newer"));
    Files.move(Path.of(older), Path.of(path, "data"));

    IsonomyGaussianMixtureModel loaded = IsonomyGaussianMixtureModel.load(path);

    assertThat(loaded.projectedMixture()).isEqualTo(model.projectedMixture());
    assertThat(loaded.scores()).isEmpty();
  }

  @Test
  void a_saved_model_keeps_its_matrices_in_one_file_of_numbers() throws Exception {
    String path = temporary.resolve("projected").toString();
    IsonomyGaussianMixtureModel model =
        new IsonomyGaussianMixture().setK(3).setPcaDimension(2).setSeed(1).fit(rows());
    model.save(path);

    IsonomyGaussianMixtureModel loaded = IsonomyGaussianMixtureModel.load(path);

    assertThat(loaded.projectedMixture()).isEqualTo(model.projectedMixture());
    assertThat(loaded.result().componentCells()).isEqualTo(model.result().componentCells());
    try (InputStream in = Files.newInputStream(Path.of(path, MixtureArchive.FILE))) {
      assertThat(MixtureArchive.read(in)).isEqualTo(model.projectedMixture());
    }
    assertThat(Clusters.spark().read().parquet(path + "/data").first().getList(4)).isNull();
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }
}
