package dev.isonomy.mixture.selection;

import dev.isonomy.error.UserException;
import dev.isonomy.linalg.ArraySize;
import dev.isonomy.linalg.DenseVectors;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of the scores that rows have under several candidates at once, so that candidates are
 * compared row by row. Two of them merge by addition.
 */
public final class CandidateScores implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Gains below a thousandth of a nat per row, or of a share of rows, do not justify a component.
   */
  private static final double NEGLIGIBLE = 1e-3;

  private final int candidates;
  private double weight;
  private double squaredWeight;
  private final double[] sums; // sum w s_a
  private final double[] differences; // C x C: sum w^2 (s_a - s_b)
  private final double[] squares; // C x C: sum w^2 (s_a - s_b)^2

  /**
   * The scores of no rows.
   *
   * @param candidates how many there are
   */
  public CandidateScores(int candidates) {
    this.candidates = candidates;
    this.sums = new double[candidates];
    int pairs = ArraySize.of("the pairs of candidates", candidates, candidates);
    this.differences = new double[pairs];
    this.squares = new double[pairs];
  }

  /**
   * Adds a row.
   *
   * @param rowWeight its weight
   * @param scores one per candidate
   */
  public void add(double rowWeight, double[] scores) {
    double w2 = rowWeight * rowWeight;
    weight += rowWeight;
    squaredWeight += w2;
    for (int a = 0; a < candidates; a++) {
      sums[a] += rowWeight * scores[a];
      for (int b = 0; b < candidates; b++) {
        double difference = scores[a] - scores[b];
        differences[(a * candidates) + b] += w2 * difference;
        squares[(a * candidates) + b] += w2 * difference * difference;
      }
    }
  }

  /**
   * Adds the scores of other rows.
   *
   * @param other their scores under the same candidates
   * @return this
   */
  public CandidateScores merge(CandidateScores other) {
    weight += other.weight;
    squaredWeight += other.squaredWeight;
    DenseVectors.add(sums, other.sums);
    DenseVectors.add(differences, other.differences);
    DenseVectors.add(squares, other.squares);
    return this;
  }

  /**
   * The mean scores, with the standard errors of their differences to the best one.
   *
   * @param components K of every candidate
   * @return one score per candidate
   * @throws UserException if there is no row
   */
  public List<CandidateScore> scores(int[] components) {
    if (!(weight > 0)) {
      throw new UserException(
          "kSelection needs rows to score but none was held out; raise heldOutShare or label more"
              + " rows");
    }
    int best = 0;
    for (int a = 1; a < candidates; a++) {
      best = sums[a] > sums[best] ? a : best;
    }
    List<CandidateScore> scores = new ArrayList<>();
    for (int a = 0; a < candidates; a++) {
      scores.add(new CandidateScore(components[a], sums[a] / weight, standardError(a, best)));
    }
    return scores;
  }

  /** sqrt(sum w^2 (delta - mean delta)^2) / sum w. */
  private double standardError(int a, int best) {
    int at = (a * candidates) + best;
    double mean = (sums[a] - sums[best]) / weight;
    double sum = squares[at] - (2 * mean * differences[at]) + (mean * mean * squaredWeight);
    return Math.sqrt(Math.max(0, sum)) / weight;
  }

  /**
   * The fewest components that do as well as the best candidate within one standard error of the
   * difference (the rule of Breiman et al. 1984), or within a thousandth. More components would not
   * be distinguishable by the data.
   *
   * @param scores of all candidates
   * @return K of the chosen one
   */
  public static int choose(List<CandidateScore> scores) {
    double most = scores.stream().mapToDouble(CandidateScore::score).max().orElseThrow();
    return scores.stream()
        .filter(each -> each.score() + tolerance(each) >= most)
        .mapToInt(CandidateScore::components)
        .min()
        .orElseThrow();
  }

  /** No tolerance if the scores are not means over rows. */
  private static double tolerance(CandidateScore each) {
    return each.standardError() == 0 ? 0 : Math.max(NEGLIGIBLE, each.standardError());
  }
}
