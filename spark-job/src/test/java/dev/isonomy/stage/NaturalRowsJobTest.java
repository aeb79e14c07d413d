package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.isonomy.SharedSpark;
import dev.isonomy.cli.Shell;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whose frequencies the mixture's weights follow: a skewed table of 240 labelled images, and 18
 * unlabelled ones that happen to be all of one cell.
 */
@Tag("job")
class NaturalRowsJobTest {
  private static final double[] NATURAL = {100, 60, 40, 20, 15, 5};

  @TempDir private static Path temporary;
  private static Path source;

  @BeforeAll
  static void write() {
    Path all = temporary.resolve("all");
    TinyImages.write(SharedSpark.session(), all.toString(), 118);
    Dataset<Row> images = SharedSpark.session().read().parquet(all.toString());
    Dataset<Row> skewed = images.limit(0);
    int cell = 0;
    for (String tone : new String[] {"dark", "light"}) {
      for (String hue : new String[] {"low", "middle", "high"}) {
        Dataset<Row> of =
            images.filter("tone = '%s' and hue = '%s'".formatted(tone, hue)).coalesce(1);
        skewed = skewed.union(of.limit((int) NATURAL[cell]));
        if (cell == 5) {
          Dataset<Row> unlabelled =
              of.orderBy(functions.xxhash64(functions.col("image")))
                  .limit(18)
                  .withColumn("tone", functions.lit(null).cast("string"))
                  .withColumn("hue", functions.lit(null).cast("string"));
          skewed = skewed.union(unlabelled);
        }
        cell++;
      }
    }
    source = temporary.resolve("source");
    skewed.coalesce(1).write().parquet(source.toString());
  }

  @Test
  void labelledRowsOfATableTellTheNaturalShares() {
    double[] shares = shares("auto", "weights of 258 images that follow the natural shares, 240");

    // 18 unlabelled images, of the last cell, and half a row for each cell
    double all = 258 + 3;
    for (int c = 0; c < 5; c++) {
      assertThat(shares[c]).isCloseTo((NATURAL[c] + 0.5) / all, within(0.004));
    }
    assertThat(shares[5]).isCloseTo((NATURAL[5] + 18.5) / all, within(0.02));
  }

  @Test
  void labelledRowsThatWereChosenDoNot() {
    double[] shares = shares("chosen", "weights of 18 images that follow the natural shares, 0");

    assertThat(shares[5]).isGreaterThan(0.7);
  }

  /** The weights of the cells, each of which has components of its own. */
  private static double[] shares(String labelledRows, String said) {
    Path run = temporary.resolve(labelledRows);
    TinyJob job =
        TinyJob.of(run.toString(), TinyJob.bundle().toString(), source.toString(), 1)
            .set("source.labelled-rows", labelledRows)
            .set("spark.master", "local[2]");
    Shell shell = new Shell();
    for (String command : new String[] {"encode", "fit"}) {
      assertThat(shell.run(job.arguments(command).toArray(String[]::new)))
          .as(String.join("\n", shell.err()))
          .isZero();
    }
    assertThat(shell.err()).anyMatch(line -> line.contains(said));
    SharedSpark.session();
    IsonomyGaussianMixtureModel model =
        IsonomyGaussianMixtureModel.load(run.resolve("mixture/model").toString());
    double[] shares = new double[6];
    int[] cells = model.result().componentCells();
    double[] weights = model.mixture().weights();
    for (int k = 0; k < cells.length; k++) {
      shares[cells[k]] += weights[k];
    }
    assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
    return shares;
  }
}
