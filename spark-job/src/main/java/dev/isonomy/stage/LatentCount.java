package dev.isonomy.stage;

import dev.isonomy.error.UserException;
import dev.isonomy.run.Ledger;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How many latents there are. Two processes that once wrote to one run directory may have lost some
 * or left them twice, and a fit would not notice.
 *
 * @param rows in the files
 * @param ids different ones among them
 */
record LatentCount(long rows, long ids) {
  /** Counts the latents of a run. */
  static LatentCount of(RunContext run) {
    Row counts =
        run.spark()
            .read()
            .parquet(run.directory().uri(Artifacts.LATENTS.name()))
            .agg(
                functions.count(functions.lit(1)),
                functions.count_distinct(functions.col(Latents.ID)))
            .first();
    return new LatentCount(counts.getLong(0), counts.getLong(1));
  }

  /**
   * Ends a stage that has not written what it should have; the next start writes it again.
   *
   * @throws IllegalStateException if images are missing or there twice
   */
  void requireAll(long images, String where) {
    if (rows != images || ids != images) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s holds %,d rows with %,d different ids after %,d images were encoded: something else wrote to it, or the source changed meanwhile",
              where,
              rows,
              ids,
              images));
    }
  }

  /**
   * Refuses latents that an earlier stage has not left like this.
   *
   * @throws UserException naming what to delete
   */
  static void requireWhole(RunContext run) {
    if (!run.directory().holdsParquet(Artifacts.LATENTS.name())) {
      throw new UserException(
          "%s holds no Parquet file: files were lost; delete %s and run again"
              .formatted(run.directory().shown(Artifacts.LATENTS.name()), toDelete(run)));
    }
    LatentCount found = of(run);
    OptionalLong encoded = new Ledger(run.directory()).count(Artifacts.LATENTS, Ledger.ROWS);
    String where = run.directory().shown(Artifacts.LATENTS.name());
    if (found.ids != found.rows) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s holds %,d rows but %,d different ids: two runs wrote to it at once; delete %s and run again",
              where,
              found.rows,
              found.ids,
              toDelete(run)));
    }
    if (encoded.isPresent() && encoded.getAsLong() != found.rows) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s holds %,d rows but isonomy encode wrote %,d: files were added, changed or lost; delete %s and run again",
              where,
              found.rows,
              encoded.getAsLong(),
              toDelete(run)));
    }
  }

  /** The latents and what was made of them. */
  private static String toDelete(RunContext run) {
    RunDirectory directory = run.directory();
    List<String> there =
        Stages.ALL.stream()
            .map(stage -> stage.artifact().name())
            .filter(directory::exists)
            .toList();
    return there.stream().map(directory::shown).collect(Collectors.joining(", "));
  }
}
