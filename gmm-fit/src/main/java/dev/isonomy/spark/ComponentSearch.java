package dev.isonomy.spark;

import dev.isonomy.error.UserException;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.mixture.fit.FitListener;
import dev.isonomy.mixture.fit.FitResult;
import dev.isonomy.mixture.fit.MixtureSettings;
import dev.isonomy.mixture.kernel.RowBlock;
import dev.isonomy.mixture.selection.CandidateScore;
import dev.isonomy.mixture.selection.CandidateScores;
import dev.isonomy.mixture.selection.RowScorer;
import dev.isonomy.mixture.selection.RowSplit;
import dev.isonomy.mixture.selection.SelectionCriterion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Compares numbers of components. Each candidate is fitted to the rows that are not held out; one
 * pass over the held-out rows scores all candidates.
 */
final class ComponentSearch {
  private final JavaRDD<BlockOrRefusal> parts;
  private final int dimension;
  private final MixtureParams params;
  private final SelectionCriterion criterion;
  private final int[] candidates;
  private final FitListener listener;

  ComponentSearch(
      JavaRDD<BlockOrRefusal> parts, int dimension, MixtureParams params, FitListener listener) {
    this.listener = listener;
    this.parts = parts;
    this.dimension = dimension;
    this.params = params;
    this.criterion = SelectionCriterion.fromName(params.getKSelection());
    this.candidates = Arrays.stream(params.getKCandidates()).sorted().distinct().toArray();
    if (criterion == SelectionCriterion.PURITY && !params.isDefined(params.labelCol())) {
      throw new UserException("kSelection purity needs labels: set labelCol");
    }
  }

  /** One score per candidate, by rising number of components. */
  List<CandidateScore> scores() {
    return criterion == SelectionCriterion.BIC ? schwarz() : heldOut();
  }

  private List<CandidateScore> schwarz() {
    DistributedFit fit = DistributedFit.over(parts, dimension, params);
    List<CandidateScore> scores = new ArrayList<>();
    for (int k : candidates) {
      FitResult result = fit.fit(settings(k), candidate(k));
      double penalty =
          0.5 * result.mixture().parameterCount() * Math.log(fit.weight()) / fit.weight();
      scores.add(new CandidateScore(k, result.meanLogLikelihood() - penalty, 0));
    }
    return scores;
  }

  private List<CandidateScore> heldOut() {
    RowSplit split = new RowSplit(params.getSeed(), params.getHeldOutShare());
    JavaRDD<BlockOrRefusal> training = side(split, false);
    DistributedFit fit = DistributedFit.over(training, dimension, params);
    List<RowScorer> scorers = new ArrayList<>();
    for (int k : candidates) {
      GaussianMixture mixture = fit.fit(settings(k), candidate(k)).mixture();
      scorers.add(
          criterion == SelectionCriterion.PURITY
              ? purity(training, mixture)
              : new RowScorer.LogDensity(mixture));
    }
    return score(side(split, true), scorers).scores(candidates);
  }

  private FitListener candidate(int k) {
    return step -> listener.reached("trying %d components, %s".formatted(k, step));
  }

  private static RowScorer purity(JavaRDD<BlockOrRefusal> training, GaussianMixture mixture) {
    CellCounts counts = CellCounts.over(training.map(BlockOrRefusal::block), mixture);
    return RowScorer.Purity.of(mixture, counts.counts(counts.largestCell() + 1));
  }

  private MixtureSettings settings(int k) {
    return params.settings().withComponents(k);
  }

  private JavaRDD<BlockOrRefusal> side(RowSplit split, boolean heldOut) {
    return parts
        .map(
            each ->
                each.refusal() != null
                    ? each
                    : BlockOrRefusal.of(split.side(each.block(), heldOut)))
        .filter(each -> each.refusal() != null || each.block().rows() > 0);
  }

  private static CandidateScores score(JavaRDD<BlockOrRefusal> parts, List<RowScorer> scorers) {
    Broadcast<RowScorer[]> broadcast =
        JavaSparkContext.fromSparkContext(parts.context())
            .broadcast(scorers.toArray(RowScorer[]::new));
    try {
      return parts
          .mapPartitions(
              part -> {
                CandidateScores sum = new CandidateScores(broadcast.value().length);
                part.forEachRemaining(each -> add(each.block(), broadcast.value(), sum));
                return List.of(sum).iterator();
              })
          .reduce(CandidateScores::merge);
    } finally {
      broadcast.destroy();
    }
  }

  private static void add(RowBlock block, RowScorer[] scorers, CandidateScores sum) {
    double[] scores = new double[scorers.length];
    for (int r = 0; r < block.rows(); r++) {
      if (scorers[0].applies(block, r)) {
        for (int a = 0; a < scorers.length; a++) {
          scores[a] = scorers[a].score(block, r);
        }
        sum.add(block.weight(r), scores);
      }
    }
  }
}
