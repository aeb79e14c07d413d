package dev.isonomy.mixture.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scikit-learn's numbers, from the same start after the same number of iterations. */
class ScikitLearnOracleTest {
  @ParameterizedTest
  @MethodSource("cases")
  void agrees_with_scikit_learn(JsonObject golden) {
    int n = golden.get("n").getAsInt();
    int d = golden.get("d").getAsInt();
    int k = golden.get("k").getAsInt();
    CovarianceType type = CovarianceType.fromName(golden.get("covarianceType").getAsString());
    double[][] rows =
        GoldenRows.of(n, d, k, golden.get("spread").getAsDouble(), golden.get("seed").getAsLong());

    FitResult result = fitFromFirstRows(rows, k, type, golden.get("iterations").getAsInt());

    GaussianMixture mixture = result.mixture();
    assertThat(result.meanLogLikelihood())
        .isCloseTo(golden.get("meanLogLikelihood").getAsDouble(), relative(golden, 1e-9));
    assertThat(mixture.weights()).containsExactly(numbers(golden, "weights"), within(1e-8));
    assertThat(Arrays.copyOf(mixture.mean(0), Math.min(4, d)))
        .containsExactly(numbers(golden, "meanOfFirstComponent"), within(1e-8));
    assertThat(mixture.covariance().matrix(0)[0])
        .isCloseTo(golden.get("varianceOfFirstComponent").getAsDouble(), within(1e-8));
    double[] logDensities = numbers(golden, "logDensities");
    for (int r = 0; r < logDensities.length; r++) {
      assertThat(mixture.logDensity(rows[r]))
          .isCloseTo(logDensities[r], within(1e-7 * Math.max(1, Math.abs(logDensities[r]))));
    }
    double[] responsibilities = new double[k];
    mixture.logResponsibilities(rows[0], responsibilities);
    assertThat(Arrays.stream(responsibilities).map(Math::exp).toArray())
        .containsExactly(numbers(golden, "responsibilitiesOfFirstRow"), within(1e-7));
  }

  static FitResult fitFromFirstRows(double[][] rows, int k, CovarianceType type, int iterations) {
    int d = rows[0].length;
    double[][] means = Arrays.copyOf(rows, k);
    double[] weights = new double[k];
    Arrays.fill(weights, 1.0 / k);
    double[][] unit = new double[type == CovarianceType.TIED ? 1 : k][];
    for (int c = 0; c < unit.length; c++) {
      unit[c] =
          switch (type) {
            case TIED, FULL -> identity(d);
            case DIAGONAL -> ones(d);
            case SPHERICAL -> ones(1);
            case LOW_RANK -> throw new IllegalArgumentException("see LowRankTest");
          };
    }
    GaussianMixture first = new GaussianMixture(weights, means, Covariance.of(type, d, unit));
    int[] cells = new int[k];
    Arrays.fill(cells, RowBlock.NO_CELL);
    MatrixKernel kernel = new JavaMatrixKernel();
    List<RowBlock> blocks = RowBlock.blocks(rows);
    return MixtureFit.iterate(
        new MixtureStart(first, cells),
        Moments.of(blocks, kernel),
        MixtureSettings.of(k)
            .withCovarianceType(type)
            .withLimits(iterations, 0)
            .withCovarianceFloor(1e-12),
        1,
        step -> {
          Accumulator sum = step.accumulator(kernel);
          blocks.forEach(sum::add);
          return sum.finish();
        });
  }

  private static double[] identity(int d) {
    double[] matrix = new double[d * d];
    for (int i = 0; i < d; i++) {
      matrix[(i * d) + i] = 1;
    }
    return matrix;
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static org.assertj.core.data.Offset<Double> relative(JsonObject golden, double share) {
    return within(share * Math.abs(golden.get("meanLogLikelihood").getAsDouble()));
  }

  private static double[] numbers(JsonObject golden, String name) {
    JsonArray array = golden.getAsJsonArray(name);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }

  static Stream<JsonObject> cases() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ScikitLearnOracleTest.class.getResourceAsStream("/gmm-golden.json"),
            StandardCharsets.UTF_8)) {
      List<JsonObject> cases = new ArrayList<>();
      for (JsonElement each :
          JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("cases")) {
        cases.add(each.getAsJsonObject());
      }
      return cases.stream();
    }
  }
}
