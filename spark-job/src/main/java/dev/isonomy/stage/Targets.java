package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.Completion;
import dev.isonomy.table.LabelColumns;
import dev.isonomy.table.Table;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
record Targets(CellDistribution made, long[] quotas, Optional<Completion> completion) {
  private static final String EXISTING = "isonomy.target.existing";

  /**
   * What to make.
   *
   * @param images how many images in all
   * @throws UserException if shares or cells are wrong, or an existing data set cannot be read
   */
  static Targets of(SparkSession spark, TargetSettings target, AttributeSpace space, long images) {
    CellDistribution whole = whole(target, space);
    if (target.kind() != TargetKind.COMPLEMENT) {
      return new Targets(whole, whole.quotas(images), Optional.empty());
    }
    long[] existing = existing(spark, target, space);
    for (int cell : excluded(target, space)) {
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
   * The wanted shares of the whole: for a complement, those of existing and new images together.
   *
   * @throws UserException if a cell or class is missing or unknown, or shares do not sum to 1
   */
  static CellDistribution whole(TargetSettings target, AttributeSpace space) {
    Set<Integer> excluded = excluded(target, space);
    if (target.kind() != TargetKind.SHARES) {
      double[] shares = new double[space.cellCount()];
      Arrays.fill(shares, 1.0 / (shares.length - excluded.size()));
      excluded.forEach(cell -> shares[cell] = 0);
      return new CellDistribution(space, shares);
    }
    try {
      return without(excluded, CellDistribution.of(space, named(target, space, excluded)));
    } catch (UserException e) {
      throw new UserException("isonomy.target.shares: " + e.getMessage(), e);
    }
  }

  /** Shares by cell need not name the excluded ones, and must not give them any. */
  private static Map<String, Double> named(
      TargetSettings target, AttributeSpace space, Set<Integer> excluded) {
    Map<String, Double> named = new TreeMap<>(target.shares());
    boolean byCell = named.keySet().stream().anyMatch(space.cellNames()::contains);
    if (byCell) {
      for (int cell : excluded) {
        double share = named.computeIfAbsent(space.cellName(cell), name -> 0.0);
        if (share > 0) {
          throw new UserException(
              "%s must be 0, as isonomy.target.excluded names the cell, but was %s"
                  .formatted(space.cellName(cell), share));
        }
      }
    }
    return named;
  }

  private static CellDistribution without(Set<Integer> excluded, CellDistribution all) {
    double[] shares = all.shares();
    excluded.forEach(cell -> shares[cell] = 0);
    double sum = Arrays.stream(shares).sum();
    if (!(sum > 0)) {
      throw new UserException("no cell has a share but those that isonomy.target.excluded names");
    }
    for (int cell = 0; cell < shares.length; cell++) {
      shares[cell] /= sum;
    }
    return new CellDistribution(all.space(), shares);
  }

  /**
   * The cells of which no image is made.
   *
   * @throws UserException if a name is no cell's, or fewer than two cells are left
   */
  static Set<Integer> excluded(TargetSettings target, AttributeSpace space) {
    Set<Integer> excluded = new TreeSet<>();
    for (String name : target.excluded()) {
      try {
        excluded.add(space.cellOfName(name));
      } catch (UserException e) {
        throw new UserException("isonomy.target.excluded: " + e.getMessage(), e);
      }
    }
    if (space.cellCount() - excluded.size() < 2) {
      throw new UserException(
          "isonomy.target.excluded must leave at least 2 of the %d cells but names %d"
              .formatted(space.cellCount(), excluded.size()));
    }
    return excluded;
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
