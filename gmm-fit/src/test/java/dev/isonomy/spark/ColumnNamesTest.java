package dev.isonomy.spark;

import static dev.isonomy.spark.Clusters.clusters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.attribute.NastyNames;
import dev.isonomy.error.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns and paths whose names mean something to Spark's parser. */
@Tag("long")
class ColumnNamesTest {
  private static final int ROWS = 60;
  private static final List<String> MARKS =
      List.of(".", " ", "`", "``", "a.b.c ", "é", "🙂", "*", "$x", "(", "'\"", "..");

  @TempDir Path temporary;

  /** Id, features, weight and cell of well separated clusters, under these names. */
  private static Dataset<Row> frame(String... names) {
    return Clusters.frame(clusters(ROWS, 4), 2)
        .select("id", "features", "weight", "cell")
        .toDF(names);
  }

  private static IsonomyGaussianMixture mixture(String... names) {
    return new IsonomyGaussianMixture()
        .setK(3)
        .setRestarts(1)
        .setSeed(1)
        .setIdCol(names[0])
        .setFeaturesCol(names[1])
        .setWeightCol(names[2])
        .setLabelCol(names[3]);
  }

  private static List<Integer> predictions(IsonomyGaussianMixtureModel model, Dataset<Row> rows) {
    Dataset<Row> output = model.transform(rows);
    int at = Arrays.asList(output.columns()).indexOf(model.getPredictionCol());
    return output.collectAsList().stream().map(row -> row.getInt(at)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"isonomy", "mllib"})
  void every_name_that_spark_can_give_a_column_can_be_named(String engine) {
    String[] plain = {"id", "features", "weight", "cell"};
    List<Integer> expected =
        predictions(
            mixture(plain).setEngine(engine).setCovarianceType("full").fit(frame(plain)),
            frame(plain));
    // Another mark in each column: every mark is tried in few fits.
    for (int first = 0; first < MARKS.size(); first += plain.length) {
      List<String> marks = MARKS.subList(first, first + plain.length);
      String[] names =
          IntStream.range(0, plain.length)
              .mapToObj(i -> plain[i] + marks.get(i) + "x")
              .toArray(String[]::new);
      Dataset<Row> rows = frame(names);
      IsonomyGaussianMixtureModel model =
          mixture(names)
              .setEngine(engine)
              .setCovarianceType("full")
              .setPredictionCol("prediction" + marks.get(0))
              .setProbabilityCol("p" + marks.get(1))
              .fit(rows);

      assertThat(predictions(model, rows)).as(marks.toString()).isEqualTo(expected);
      assertThat(model.cellCounts(rows, 3)).hasDimensions(3, 3);
      assertThat(model.meanLogLikelihood(rows)).isFinite();
    }
  }

  @Test
  void quoting_finds_every_nasty_name() {
    String[] names =
        IntStream.range(0, NastyNames.ALL.size())
            .mapToObj(i -> NastyNames.ALL.get(i) + i)
            .toArray(String[]::new);
    Dataset<Row> row =
        Clusters.spark()
            .range(1)
            .selectExpr(
                IntStream.range(0, names.length)
                    .mapToObj(i -> i + " AS c" + i)
                    .toArray(String[]::new))
            .toDF(names);

    for (int i = 0; i < names.length; i++) {
      assertThat(row.select(Columns.named(names[i])).first().getInt(0)).isEqualTo(i);
      assertThat(row.select(row.col(Columns.quoted(names[i]))).first().getInt(0)).isEqualTo(i);
    }
  }

  @Test
  void columns_that_differ_by_the_case_of_letters_are_told_apart() {
    Dataset<Row> rows = frame("x", "X", "weight", "cell");

    IsonomyGaussianMixtureModel model =
        mixture("x", "X", "weight", "cell").setPredictionCol("found").fit(rows);

    Dataset<Row> output = model.transform(rows);
    assertThat(output.columns())
        .containsExactly("x", "X", "weight", "cell", "probability", "found");
    assertThat(output.schema().apply("X").dataType()).isEqualTo(SQLDataTypes.VectorType());
  }

  @Test
  void what_cannot_be_told_apart_is_refused_by_name() {
    Dataset<Row> twice = frame("x", "f", "w", "x");
    assertThatThrownBy(() -> mixture("x", "f", "w", "x").fit(twice))
        .isInstanceOf(UserException.class)
        .hasMessage("labelCol names the column x, of which there are 2");
    Dataset<Row> rows = frame("id", "my features", "weight", "Prediction");
    assertThatThrownBy(() -> mixture("id", "my_features", "weight", "Prediction").fit(rows))
        .hasMessage(
            "featuresCol names the column my_features, but the columns are [id, 'my features',"
                + " weight, Prediction]; did you mean 'my features'?");
    assertThatThrownBy(() -> mixture("id", "my features", "weight", "Prediction").fit(rows))
        .hasMessage("output column prediction exists already as Prediction; name another one");
    assertThatThrownBy(
            () ->
                mixture("id", "my features", "weight", "Prediction")
                    .setPredictionCol("out")
                    .setProbabilityCol("OUT")
                    .fit(rows))
        .hasMessage("output column OUT exists already as out; name another one");
    assertThatThrownBy(() -> mixture("id", "my features", "id", "Prediction").fit(rows))
        .hasMessage("column id (weightCol) must hold numbers but is string");
  }

  private static Dataset<Row> labelled(DataType type, Object... labels) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      rows.add(RowFactory.create("r" + i, Vectors.dense(i % 3, i), 1.0, labels[i]));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("f", SQLDataTypes.VectorType())
            .add("w", DataTypes.DoubleType)
            .add("label", type);
    return Clusters.spark().createDataFrame(rows, schema).coalesce(1);
  }

  @Test
  void labels_are_whole_numbers_of_any_type_and_missing_as_nan_or_below_zero() {
    IsonomyGaussianMixture two = mixture("id", "f", "w", "label").setK(2).setLabels("ignore");
    Dataset<Row> doubles = labelled(DataTypes.DoubleType, 0.0, 1.0, Double.NaN, -1.0, null, 1.0);

    double[][] counts = two.fit(doubles).cellCounts(doubles, 2);

    assertThat(Arrays.stream(counts[0]).sum()).isEqualTo(1);
    assertThat(Arrays.stream(counts[1]).sum()).isEqualTo(2);
    assertThatThrownBy(() -> two.fit(labelled(DataTypes.DoubleType, 0.0, 1.9, 1.0)))
        .hasMessageContaining("row r1 must have a whole number as its label but has 1.9");
    assertThatThrownBy(() -> two.fit(labelled(DataTypes.LongType, 0L, 1L << 40, 1L)))
        .hasMessageContaining("row r1 must have a whole number as its label");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m [1]", "m {a,b}", "m*?", "m 100%25", "a:b/c", "é 日本", "m#x"})
  void models_saved_under_any_path_load_again(String name) {
    Dataset<Row> rows = frame("id", "f.x", "w", "cell");
    IsonomyGaussianMixture estimator = mixture("id", "f.x", "w", "cell");
    IsonomyGaussianMixtureModel model = estimator.fit(rows);
    String path = temporary.resolve(name).toString();

    assertThat(saved(estimator, model, path)).isEmpty();

    assertThat(predictions(IsonomyGaussianMixtureModel.load(path + "/model"), rows))
        .isEqualTo(predictions(model, rows));
    assertThat(IsonomyGaussianMixture.load(path + "/estimator").getFeaturesCol()).isEqualTo("f.x");
  }

  private static String saved(
      IsonomyGaussianMixture estimator, IsonomyGaussianMixtureModel model, String path) {
    try {
      estimator.write().overwrite().save(path + "/estimator");
      model.write().overwrite().save(path + "/model");
      return "";
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  @Test
  void a_model_of_spark_ml_is_refused_a_name_that_it_takes_for_a_path() {
    Dataset<Row> rows = frame("id", "f.x", "w", "cell");
    IsonomyGaussianMixtureModel model = mixture("id", "f.x", "w", "cell").fit(rows);

    assertThatThrownBy(model::toMLlib)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "column f.x must have a name without dots and backticks for spark.ml's own model;"
                + " rename it");
  }

  @Test
  void transform_refuses_rows_that_no_component_can_have_made() {
    Dataset<Row> rows = frame("id", "f.x", "w", "cell");
    IsonomyGaussianMixtureModel model =
        new IsonomyGaussianMixture().setK(3).setRestarts(1).setFeaturesCol("f.x").fit(rows);
    StructType schema = new StructType().add("f.x", SQLDataTypes.VectorType());

    for (Object bad :
        Arrays.asList(null, Vectors.dense(1, 2), Vectors.dense(1, 2, 3, Double.NaN))) {
      Dataset<Row> one = Clusters.spark().createDataFrame(List.of(RowFactory.create(bad)), schema);
      assertThatThrownBy(() -> model.transform(one).collectAsList())
          .satisfies(
              e ->
                  assertThat(UserException.behind(e).orElseThrow())
                      .hasMessageStartingWith("column f.x must "));
    }
  }
}
