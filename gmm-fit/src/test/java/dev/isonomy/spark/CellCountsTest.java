package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.mixture.Covariance;
import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.kernel.RowBlock;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class CellCountsTest {
  @Test
  void labelled_rows_count_by_weight_in_the_component_that_they_fall_into() {
    GaussianMixture mixture =
        new GaussianMixture(
            new double[] {0.5, 0.5},
            new double[][] {{0}, {100}},
            Covariance.of(CovarianceType.SPHERICAL, 1, new double[][] {{1}, {1}}));
    RowBlock.Builder weighted = new RowBlock.Builder(1, 3);
    weighted.add(new double[] {0.1}, 2.5, 3, "a");
    weighted.add(new double[] {99}, 1, 3, "b");
    weighted.add(new double[] {50}, 1, 0, "c"); // halfway: half in each
    RowBlock unlabelled = RowBlock.of(new double[][] {{0}, {100}});
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Clusters.spark().sparkContext());

    CellCounts counts =
        CellCounts.over(context.parallelize(List.of(weighted.build(), unlabelled), 2), mixture);

    assertThat(counts.largestCell()).isEqualTo(3);
    double[][] all = counts.counts(5);
    assertThat(all[0]).containsExactly(new double[] {0.5, 0.5}, within(1e-9));
    assertThat(all[3]).containsExactly(new double[] {2.5, 1}, within(1e-9));
    assertThat(all[1]).containsOnly(0);
    assertThat(all[4]).containsOnly(0);
  }
}
