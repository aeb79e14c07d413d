package dev.isonomy.stage;

import com.google.gson.Gson;
import dev.isonomy.config.FitEngine;
import dev.isonomy.config.FitRows;
import dev.isonomy.config.FitSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.Section;
import dev.isonomy.config.SelectionChoice;
import dev.isonomy.config.SelectionSettings;
import dev.isonomy.error.UserException;
import dev.isonomy.mixture.fit.FitIteration;
import dev.isonomy.mixture.fit.MixtureSettings.LabelUse;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.projection.PrincipalComponents;
import dev.isonomy.mixture.projection.RowProjection;
import dev.isonomy.mixture.selection.SelectionCriterion;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.Phases;
import dev.isonomy.run.RunContext;
import dev.isonomy.spark.IsonomyGaussianMixture;
import dev.isonomy.spark.IsonomyGaussianMixtureModel;
import dev.isonomy.spark.RowCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Fits the mixture to the latents: {@code mixture/}. Means and covariance come from all rows, or
 * from the labelled ones; the weights of cells, which say what the model does unaided, from the
 * natural rows alone; the shares of a cell's components in it from all of its rows.
 */
final class FitStage extends RunStage {
  /** Weights settle in a few rounds once the components stand. */
  private static final int WEIGHT_ROUNDS = 20;

  private static final double HALF = 0.5;

  FitStage() {
    super(Artifacts.MIXTURE, "Fits the Gaussian mixture to the latents.");
  }

  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) {
    FitSettings fit = config.fit();
    keys.put("fit.engine", fit.engine());
    keys.put("fit.covariance", fit.covariance());
    keys.put("fit.rank", fit.rank());
    keys.put("fit.components-per-cell", fit.componentsPerCell());
    keys.put("fit.components", fit.components());
    keys.put("fit.rows", fit.rows());
    keys.put("fit.labels", fit.labels());
    keys.put("fit.max-iterations", fit.maxIterations());
    keys.put("fit.tolerance", fit.tolerance());
    keys.put("fit.covariance-floor", fit.covarianceFloor());
    keys.put("fit.restarts", fit.restarts());
    keys.put("fit.restart-sample-size", fit.restartSampleSize());
    keys.put("fit.pca.dimension", fit.pca().dimension());
    keys.put("fit.pca.variance-share", fit.pca().varianceShare());
    keys.put("fit.selection.by", fit.selection().by());
    keys.put("fit.selection.components", fit.selection().components());
    keys.put("fit.selection.held-out-share", fit.selection().heldOutShare());
  }

  @Override
  public List<String> notes(Prepared run) {
    return FitMemory.of(run.config(), run.bundle().manifest()).notes();
  }

  @Override
  public void require(Prepared run) {
    super.require(run);
    if (!run.ledger().isComplete(artifact())) {
      FitMemory.of(run.config(), run.bundle().manifest()).require();
    }
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    LatentCount.requireWhole(run);
    Dataset<Row> latents = Latents.read(run).cache();
    try {
      fit(run, latents);
    } finally {
      RowCache.release(latents);
    }
    return Map.of();
  }

  private static void fit(RunContext run, Dataset<Row> latents) {
    FitSettings settings = run.config().fit();
    int components = components(run, latents, settings);
    FitMemory memory =
        FitMemory.of(
            run.config(),
            run.bundle().manifest(),
            run.sparkContext().getConf(),
            latents.javaRDD().getNumPartitions());
    memory.require();
    memory.notes().forEach(run.console()::note);
    IsonomyGaussianMixture estimator =
        new IsonomyGaussianMixture()
            .setK(components)
            .setFeaturesCol(Latents.LATENT)
            .setIdCol(Latents.ID)
            .setLabelCol(Latents.CELL)
            .setLabels(Section.nameOf(settings.labels()))
            .setSeedsPerCell(settings.componentsPerCell())
            .setCovarianceType(settings.covariance().id())
            .setRank(settings.rank())
            .setMaxIter(settings.maxIterations())
            .setTol(settings.tolerance())
            .setCovarianceFloor(settings.covarianceFloor())
            .setRestarts(settings.restarts())
            .setRestartSampleSize(settings.restartSampleSize())
            .setSeed(run.config().run().seed())
            .setPcaDimension(settings.pca().dimension())
            .setPcaVarianceShare(settings.pca().varianceShare())
            .setEngine(settings.engine() == FitEngine.MLLIB ? "mllib" : "isonomy");
    select(estimator, settings.selection());
    IsonomyGaussianMixtureModel model;
    try (Phases phases = Phases.start(run.console(), "fit", "reading the latents")) {
      model = fit(run, latents, estimator, phases);
      phases.reached("writing the mixture");
      save(run, model);
    }
    announce(run, model);
  }

  private static IsonomyGaussianMixtureModel fit(
      RunContext run, Dataset<Row> latents, IsonomyGaussianMixture estimator, Phases phases) {
    boolean all = run.config().fit().rows() == FitRows.ALL;
    IsonomyGaussianMixtureModel model =
        estimator.fit(all ? latents : labelled(latents), phases::reached);
    phases.reached("weights of the natural images");
    Dataset<Row> natural = latents.filter(functions.col(Latents.ROLE).equalTo(Latents.NATURAL));
    long rows = natural.count();
    long labels = labelled(natural).count();
    run.console()
        .note(
            rows == 0
                ? "fit       no image follows the natural shares: the weights are those of the labelled"
                    + " images, and prior follows them"
                : String.format(
                    Locale.ROOT,
                    "fit       weights of %,d images that follow the natural shares, %,d of them labelled",
                    rows,
                    labels));
    if (rows > 0) {
      double[] weights =
          run.config().fit().labels() == LabelUse.ANCHOR
              ? model.estimateAnchoredWeights(natural, WEIGHT_ROUNDS)
              : model.estimateWeights(natural, WEIGHT_ROUNDS);
      double[] smooth = smoothed(weights, rows, HALF * run.space().cellCount());
      double[] fitted = model.mixture().weights();
      model = model.withWeights(sharedWithin(model.result().componentCells(), smooth, fitted));
    }
    return model;
  }

  private static void select(IsonomyGaussianMixture estimator, SelectionSettings selection) {
    if (selection.by() == SelectionChoice.NONE) {
      return;
    }
    int[] candidates = selection.components().stream().mapToInt(Integer::intValue).toArray();
    estimator
        .setKCandidates(candidates)
        .setKSelection(SelectionCriterion.valueOf(selection.by().name()).id())
        .setHeldOutShare(selection.heldOutShare());
  }

  /**
   * Weights with a few rows more, the same for every component (a symmetric Dirichlet prior): a
   * rare cell that no natural row happens to show must not lose its components. Half a row for
   * every cell is Jeffreys' prior over cells; half a row for every component would outweigh the
   * rare cells' own rows as soon as cells have many components.
   *
   * @param more how many rows more in all
   */
  static double[] smoothed(double[] weights, long rows, double more) {
    double[] smooth = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      smooth[k] = (rows * weights[k] + more / weights.length) / (rows + more);
    }
    return smooth;
  }

  /**
   * The weights of cells as some rows have them, and the shares of a cell's components in it as
   * others have: a rare cell has too few natural rows to tell how its components compare, but
   * labelled ones, too.
   *
   * @param cells the cell of each component, {@value RowBlock#NO_CELL} for none
   * @param between a weight per component, of which cells' sums are kept
   * @param within a weight per component, of which the proportions inside cells are kept
   */
  static double[] sharedWithin(int[] cells, double[] between, double[] within) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (int k = 0; k < cells.length; k++) {
      double[] sum = sums.computeIfAbsent(cells[k], cell -> new double[2]);
      sum[0] += between[k];
      sum[1] += within[k];
    }
    double[] shared = between.clone();
    for (int k = 0; k < cells.length; k++) {
      double[] sum = sums.get(cells[k]);
      if (cells[k] != RowBlock.NO_CELL && sum[1] > 0) {
        shared[k] = sum[0] * within[k] / sum[1];
      }
    }
    return shared;
  }

  private static Dataset<Row> labelled(Dataset<Row> latents) {
    return latents.filter(functions.col(Latents.CELL).geq(0));
  }

  private static int components(RunContext run, Dataset<Row> latents, FitSettings settings) {
    long labelledCells = labelled(latents).select(Latents.CELL).distinct().count();
    if (labelledCells == 0) {
      throw new UserException(
          "no image of the source is labelled; label a few of every cell, since the attributes are"
              + " found by labels (isonomy.source.path, isonomy.source.support-per-cell)");
    }
    for (int candidate : settings.selection().components()) {
      if (settings.selection().by() != SelectionChoice.NONE && candidate < labelledCells) {
        throw new UserException(
            "isonomy.fit.selection.components must be at least the %d labelled cells but has %d"
                .formatted(labelledCells, candidate));
      }
    }
    int perCell = Math.multiplyExact(settings.componentsPerCell(), run.space().cellCount());
    return Math.max(settings.components(), perCell);
  }

  private static String choice(RunContext run, IsonomyGaussianMixtureModel model) {
    List<String> scores =
        model.scores().stream()
            .map(each -> String.format(Locale.ROOT, "%d: %.4f", each.components(), each.score()))
            .toList();
    return "%d components by %s of %s"
        .formatted(
            model.mixture().componentCount(),
            Section.nameOf(run.config().fit().selection().by()),
            String.join(", ", scores));
  }

  private static String space(RowProjection projection) {
    return projection instanceof PrincipalComponents principal
        ? String.format(
            Locale.ROOT,
            "%d principal components of %d dimensions (%.1f%% of the variance)",
            principal.count(),
            principal.inputDimension(),
            100 * principal.explainedShare())
        : projection.dimension() + " dimensions";
  }

  private static void save(RunContext run, IsonomyGaussianMixtureModel model) {
    run.directory().requireHeld();
    try {
      model.write().overwrite().save(run.directory().uri(Artifacts.MODEL));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save " + run.directory().uri(Artifacts.MODEL), e);
    }
    run.directory().write(Artifacts.SUMMARY, MixtureSummary.json(model, run.space()));
    List<FitIteration> trace = model.result().trace();
    run.directory().write(Artifacts.TRACE, new Gson().toJson(trace));
  }

  private static void announce(RunContext run, IsonomyGaussianMixtureModel model) {
    if (!model.scores().isEmpty()) {
      run.console().note("fit       " + choice(run, model));
    }
    run.console()
        .note(
            String.format(
                Locale.ROOT,
                "fit       %d components over %s, %d iterations, log-likelihood %.3f per row",
                model.mixture().componentCount(),
                space(model.projection()),
                model.result().trace().size(),
                model.result().meanLogLikelihood()));
  }
}
