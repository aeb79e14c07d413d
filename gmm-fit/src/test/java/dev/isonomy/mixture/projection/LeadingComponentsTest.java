package dev.isonomy.mixture.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.kernel.GoldenRows;
import dev.isonomy.mixture.kernel.JavaMatrixKernel;
import dev.isonomy.mixture.kernel.MatrixKernel;
import dev.isonomy.mixture.kernel.Moments;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadingComponentsTest {
  private static final MatrixKernel KERNEL = new JavaMatrixKernel();

  private static PrincipalComponents leading(List<RowBlock> blocks, int count) {
    Moments moments = Moments.emptyOfVariances(blocks.get(0).dimension());
    blocks.forEach(block -> moments.add(block, KERNEL));
    return LeadingComponents.of(
        moments,
        count,
        basis -> {
          ScatterProduct sum = new ScatterProduct(basis);
          blocks.forEach(block -> sum.add(block, basis, KERNEL));
          return sum;
        });
  }

  @Test
  void they_are_those_of_the_whole_covariance() {
    List<RowBlock> blocks = RowBlock.blocks(GoldenRows.of(400, 60, 5, 8, 17));
    PrincipalComponents dense = PrincipalComponents.of(Moments.of(blocks, KERNEL), 4);

    PrincipalComponents iterated = leading(blocks, 4);

    assertThat(iterated.variances()).containsExactly(dense.variances(), within(1e-4));
    assertThat(iterated.residualVariance()).isCloseTo(dense.residualVariance(), within(1e-5));
    for (int j = 0; j < 4; j++) { // five clusters: four directions far above the noise
      double cosine = 0;
      for (int i = 0; i < 60; i++) {
        cosine += dense.components()[j][i] * iterated.components()[j][i];
      }
      assertThat(cosine).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void a_subspace_among_thousands_of_coordinates_is_found() {
    int d = 3_000;
    double[][] rows = new double[60][d];
    for (int r = 0; r < rows.length; r++) {
      RandomStream stream = RandomStream.of(1, r, 0, Purpose.RENDER);
      double a = 10 * stream.nextGaussian();
      double b = 5 * stream.nextGaussian();
      for (int i = 0; i < d; i++) {
        rows[r][i] = 7 + (i % 2 == 0 ? a : b);
      }
    }

    PrincipalComponents two = leading(RowBlock.blocks(rows), 2);

    assertThat(two.residualVariance()).isLessThan(1e-9);
    for (double[] row : rows) {
      double[] lifted = two.lift(two.project(row));
      assertThat(lifted).containsExactly(row, within(1e-6));
    }
  }

  @Test
  void more_components_than_the_rows_span_have_no_variance() {
    double[][] rows = new double[3][40];
    rows[0][3] = 1;
    rows[1][7] = 2;

    PrincipalComponents five = leading(RowBlock.blocks(rows), 5);

    assertThat(five.variances()[1]).isPositive();
    assertThat(five.variances()[2]).isCloseTo(0, within(1e-12));
    for (double[] each : five.components()) {
      double norm = 0;
      for (double x : each) {
        norm += x * x;
      }
      assertThat(norm).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void what_cannot_be_is_refused() {
    List<RowBlock> blocks = RowBlock.blocks(GoldenRows.of(20, 5, 1, 1, 3));

    assertThatThrownBy(() -> leading(blocks, 6))
        .isInstanceOf(UserException.class)
        .hasMessage("the number of principal components must be in [1, 5] but was 6");
    assertThatThrownBy(() -> new PrincipalSettings(6, 1).sought(5))
        .hasMessage("pcaDimension must be at most the 5 numbers of a row but was 6");
    assertThatThrownBy(() -> new PrincipalSettings(0, 0))
        .hasMessage("pcaVarianceShare must be in (0, 1] but was 0.0");
    assertThatThrownBy(() -> new PrincipalSettings(0, 0.99).select(leading(blocks, 1)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching("pcaVarianceShare must be at most 0\\.\\d+, which 1 components .*");
  }
}
