package dev.isonomy.audit.measure;

import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.CellPairs;
import dev.isonomy.audit.metric.Confusions;
import dev.isonomy.audit.metric.LabelTally;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.Tally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.error.UserException;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.LabelledStrata;
import dev.isonomy.metric.NoiseFloor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Balance by the labeler and by the auditor, whose known errors are taken back. */
public final class BalanceMetric implements Metric {
  @Override
  public List<Tally<?>> tallies(TallySize size) {
    return List.of(new LabelTally(size.cells()));
  }

  /**
   * Measures how far a set is from the target.
   *
   * @throws UserException if the set is empty or has no labels
   */
  @Override
  public BalanceFinding measure(MeasuredSet set, AuditScope scope) {
    if (set.images() == 0) {
      throw new UserException("the set " + set.name() + " must have images but is empty");
    }
    LabelTally labels = set.tally(LabelTally.class);
    if (sum(labels.labeler()) + sum(labels.auditor()) == 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the set %s must have labelled images but none of its %,d images has a label",
              set.name(),
              set.images()));
    }
    return new BalanceFinding(
        NoiseFloor.simulate(scope.target().shares(), set.images(), scope.seed()),
        labeler(set, labels, scope),
        auditor(set, labels, scope));
  }

  private static Optional<LabelReport> labeler(
      MeasuredSet set, LabelTally labels, AuditScope scope) {
    return set.role() == MeasuredSet.Role.DRAWN
        ? judged(LabelledStrata.drawn(labels.labeler()), LabelTally::truthAndLabeler, scope)
        : exact(labels.labeler(), scope);
  }

  private static Optional<LabelReport> auditor(
      MeasuredSet set, LabelTally labels, AuditScope scope) {
    return switch (set.role()) {
      case COUNTED -> exact(labels.auditor(), scope);
      case AUDITED, KEPT ->
          judged(byQuota(labels, scope.cells()), LabelTally::truthAndAuditor, scope);
      case DRAWN, REFERENCE ->
          judged(LabelledStrata.drawn(labels.auditor()), LabelTally::truthAndAuditor, scope);
    };
  }

  /** The auditor's labels by quota cell, where all of its images have a label of the set's own. */
  private static LabelledStrata byQuota(LabelTally labels, int cells) {
    LabelledStrata byQuota = LabelledStrata.byQuota(labels.labelerAndAuditor().matrix(cells));
    return byQuota.images() == sum(labels.auditor())
        ? byQuota
        : LabelledStrata.drawn(labels.auditor());
  }

  /** Labels that are facts about the set. */
  private static Optional<LabelReport> exact(long[] counts, AuditScope scope) {
    if (sum(counts) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.exact(
                counts, scope.target().shares(), "the set's own labels are counted, not sampled"),
            Correction.none("not corrected: images may have been chosen by these labels"),
            attributes(counts, scope),
            Map.of()));
  }

  /** Labels that are a judge's opinion. */
  private static Optional<LabelReport> judged(
      LabelledStrata labels, Function<LabelTally, CellPairs> pairs, AuditScope scope) {
    long[] counts = labels.labelCounts();
    if (sum(counts) == 0) {
      return Optional.empty();
    }
    double[] wanted = scope.target().shares();
    Optional<ConfusionMatrix> confusion = confusion(pairs, scope);
    Map<String, Correction> byAttribute = new LinkedHashMap<>();
    confusion.ifPresent(
        matrix ->
            byAttribute.putAll(
                new Marginals(scope.space()).corrections(labels, matrix, wanted, scope.seed())));
    return Optional.of(
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.ofLabels(labels, wanted, scope.seed()),
            confusion
                .map(matrix -> Correction.of(labels, matrix, wanted, scope.seed()))
                .orElseGet(() -> Correction.none(uncorrected(pairs, scope))),
            attributes(counts, scope),
            byAttribute));
  }

  private static String uncorrected(Function<LabelTally, CellPairs> pairs, AuditScope scope) {
    return pairs(pairs, scope).isEmpty()
        ? "not corrected: no reference tells how often these labels are wrong"
        : "not corrected: more than " + Confusions.MOST_CELLS + " cells";
  }

  private static Optional<ConfusionMatrix> confusion(
      Function<LabelTally, CellPairs> pairs, AuditScope scope) {
    return Confusions.matrix(pairs(pairs, scope), scope.cells());
  }

  /** The confusions of all references together. */
  private static CellPairs pairs(Function<LabelTally, CellPairs> pairs, AuditScope scope) {
    CellPairs all = new CellPairs();
    scope
        .references()
        .values()
        .forEach(reference -> all.merge(pairs.apply(reference.tally(LabelTally.class))));
    return all;
  }

  private static Map<String, Balance> attributes(long[] counts, AuditScope scope) {
    return new Marginals(scope.space()).balances(Balance.shares(counts), scope.target().shares());
  }

  private static long sum(long[] counts) {
    return Arrays.stream(counts).sum();
  }
}
