package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import dev.isonomy.config.TargetShares;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.Completion;
import dev.isonomy.run.RunDirectory;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * What section {@code target} asks for.
 *
 * @param made the wanted shares of the images that are made
 * @param quotas images to make of each cell
 * @param completion the data set that they complete, for a complement
 */
public record Targets(CellDistribution made, long[] quotas, Optional<Completion> completion) {
  private static final String EXISTING = "isonomy.target.existing";

  /**
   * What to make.
   *
   * @param images how many images in all
   * @throws UserException if shares or cells are wrong, or an existing data set cannot be read
   */
  static Targets of(SparkSession spark, TargetSettings target, AttributeSpace space, long images) {
    CellDistribution whole = TargetShares.whole(target, space);
    if (target.kind() != TargetKind.COMPLEMENT) {
      return new Targets(whole, whole.quotas(images), Optional.empty());
    }
    long[] existing = existing(spark, target, space);
    for (int cell : TargetShares.excluded(target, space)) {
      existing[cell] = 0;
    }
    if (Arrays.stream(existing).sum() == 0) {
      throw new UserException(
          "isonomy.target.existing: all images of %s are of cells that isonomy.target.excluded names"
              .formatted(target.existing()));
    }
    Completion completion = new Completion(whole, existing);
    long[] quotas = completion.quotas(images);
    return new Targets(CellDistribution.empirical(space, quotas), quotas, Optional.of(completion));
  }

  /**
   * Refuses to complete what this run makes itself.
   *
   * @throws UserException if the existing data set is in the run's directory, or holds it
   */
  static void requireForeign(TargetSettings target, RunDirectory directory, Configuration hadoop) {
    if (target.kind() != TargetKind.COMPLEMENT) {
      return;
    }
    String existing = resolved(new Path(target.existing()), hadoop);
    String run = resolved(directory.path("dataset").getParent(), hadoop);
    if (existing.equals(run) || existing.startsWith(run + "/") || run.startsWith(existing + "/")) {
      throw new UserException(
          "isonomy.target.existing %s must not be in or around this run's own directory %s: it would complete itself; choose another isonomy.run.dir"
              .formatted(target.existing(), directory.shown("")));
    }
  }

  /** A path without symbolic links, where they can be followed. */
  private static String resolved(Path path, Configuration hadoop) {
    try {
      FileSystem files = path.getFileSystem(hadoop);
      Path whole = files.makeQualified(path);
      if ("file".equals(whole.toUri().getScheme())) {
        java.nio.file.Path local = java.nio.file.Path.of(whole.toUri().getPath());
        return "file:" + (local.toFile().exists() ? local.toRealPath() : local.normalize());
      }
      return whole.toString();
    } catch (IOException | RuntimeException e) { // what cannot be opened is reported when it is
      return path.toString();
    }
  }

  /**
   * Counts the cells of a labelled table; rows without all labels are skipped.
   *
   * @throws UserException if it cannot be read, lacks a label column, or holds a label that is no
   *     class
   */
  static long[] existing(SparkSession spark, TargetSettings target, AttributeSpace space) {
    Table table = Table.open(spark, EXISTING, target.existing());
    LabelColumns labels =
        LabelColumns.matching(table, space, target.classNumbers(), "isonomy.target.class-numbers");
    long[] counts = Arrays.copyOf(labels.count(table), space.cellCount());
    if (Arrays.stream(counts).sum() == 0) {
      throw new UserException(table.where() + " has no row with all labels; nothing to complement");
    }
    return counts;
  }
}
