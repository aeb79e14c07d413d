package dev.isonomy.audit;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.FoldedReference;
import dev.isonomy.metric.FrechetFloor;
import dev.isonomy.metric.KernelDistance;
import dev.isonomy.metric.NearDuplicates;
import dev.isonomy.metric.NeighbourQuality;
import dev.isonomy.metric.NoiseFloor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Turns tallies into reports: everything after the data were read. */
final class Measurement {
  /** Above this many cells confusions are not inverted: too few images see each of them. */
  private static final int MOST_CORRECTED_CELLS = 64;

  /** Near duplicates are closer than this part of the closest 1% of the reference's images. */
  private static final double DUPLICATE_SCALE = 0.5;

  private static final double CLOSEST = 0.01;
  private static final int FEWEST_ROWS = 20;
  private static final int FEWEST_FRECHET_ROWS = 40;

  /** 33 eigenvalue problems per cell: with wider features they would take minutes. */
  private static final int WIDEST_CELL_FEATURES = 256;

  private static final int KERNEL_ROWS = 2_000;
  private static final int NEIGHBOURS = NeighbourQuality.NEIGHBOURS;

  private final CellDistribution target;
  private final long seed;
  private final Map<String, SetTally> references;
  private final Map<String, FoldedReference> distances = new LinkedHashMap<>();
  private final Map<List<Object>, Optional<FrechetFloor>> floors = new HashMap<>();

  Measurement(CellDistribution target, long seed, Map<String, SetTally> references) {
    this.target = target;
    this.seed = seed;
    this.references = references;
    references.forEach(
        (name, tally) -> {
          if (tally.moments() != null && tally.moments().count() >= FEWEST_ROWS) {
            distances.put(name, FoldedReference.of(tally.moments()));
          }
        });
  }

  MethodReport method(String name, SetTally tally, Optional<Memorization> memorization) {
    if (tally.images() == 0) {
      throw new UserException("the set " + name + " must have images but is empty");
    }
    return new MethodReport(
        name,
        tally.images(),
        NoiseFloor.simulate(target.shares(), tally.images(), seed),
        labels(tally.labelerCounts(), confusion(SetTally::truthAndLabeler)),
        labels(tally.auditorCounts(), confusion(SetTally::truthAndAuditor)),
        agreement(tally),
        quality(tally),
        nearDuplicates(tally),
        memorization,
        cells(tally));
  }

  List<ReferenceReport> references() {
    List<ReferenceReport> reports = new ArrayList<>();
    references.forEach((name, tally) -> reports.add(reference(name, tally)));
    return reports;
  }

  private ReferenceReport reference(String name, SetTally tally) {
    Optional<ConfusionMatrix> labeler = matrix(tally.truthAndLabeler());
    Optional<ConfusionMatrix> auditor = matrix(tally.truthAndAuditor());
    List<Double> shares = new ArrayList<>();
    labeler
        .or(() -> auditor)
        .ifPresent(
            truth -> {
              for (int cell = 0; cell < truth.size(); cell++) {
                shares.add((double) truth.truthCount(cell) / tally.images());
              }
            });
    return new ReferenceReport(name, tally.images(), labeler, auditor, shares);
  }

  private Optional<LabelReport> labels(long[] counts, Optional<ConfusionMatrix> confusion) {
    if (Arrays.stream(counts).sum() == 0) {
      return Optional.empty();
    }
    double[] wanted = target.shares();
    return Optional.of(
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.raw(counts, wanted, seed),
            confusion.flatMap(c -> BootstrappedBalance.corrected(counts, c, wanted, seed)),
            attributes(Balance.shares(counts))));
  }

  private Map<String, Balance> attributes(double[] shares) {
    AttributeSpace space = target.space();
    Map<String, Balance> balances = new LinkedHashMap<>();
    for (int a = 0; a < space.attributes().size(); a++) {
      balances.put(
          space.attributes().get(a).name(),
          Balance.of(marginal(shares, a), marginal(target.shares(), a)));
    }
    return balances;
  }

  private double[] marginal(double[] shares, int attribute) {
    AttributeSpace space = target.space();
    double[] marginal = new double[space.attributes().get(attribute).classes().size()];
    for (int cell = 0; cell < shares.length; cell++) {
      marginal[space.classesOf(cell)[attribute]] += shares[cell];
    }
    return marginal;
  }

  /** The confusions of all references together. */
  private Optional<ConfusionMatrix> confusion(Function<SetTally, CellPairs> pairs) {
    if (target.space().cellCount() > MOST_CORRECTED_CELLS) {
      return Optional.empty();
    }
    CellPairs all = new CellPairs();
    references.values().forEach(tally -> all.merge(pairs.apply(tally)));
    return matrix(all);
  }

  private Optional<ConfusionMatrix> matrix(CellPairs pairs) {
    int cells = target.space().cellCount();
    return pairs.isEmpty() || cells > MOST_CORRECTED_CELLS
        ? Optional.empty()
        : Optional.of(pairs.matrix(cells));
  }

  private OptionalDouble agreement(SetTally tally) {
    return matrix(tally.labelerAndAuditor())
        .map(pairs -> OptionalDouble.of(pairs.accuracy()))
        .orElse(OptionalDouble.empty());
  }

  private Map<String, QualityReport> quality(SetTally tally) {
    Map<String, QualityReport> quality = new LinkedHashMap<>();
    if (tally.moments() == null || tally.moments().count() < FEWEST_ROWS) {
      return quality;
    }
    distances.forEach(
        (name, distance) -> {
          SetTally reference = references.get(name);
          float[][] real = reference.sample().rows(Integer.MAX_VALUE);
          float[][] generated = tally.sample().rows(Integer.MAX_VALUE);
          quality.put(
              name,
              new QualityReport(
                  tally.moments().distanceTo(distance),
                  floor(name, reference, tally.images()),
                  kernel(reference.sample().rows(KERNEL_ROWS), tally.sample().rows(KERNEL_ROWS)),
                  neighbours(real, generated)));
        });
    return quality;
  }

  private OptionalDouble floor(String name, SetTally reference, long images) {
    return floors
        .computeIfAbsent(
            List.of(name, images),
            sizes -> FrechetFloor.simulate(reference.moments().all(), images, seed))
        .map(floor -> OptionalDouble.of(floor.distance95()))
        .orElse(OptionalDouble.empty());
  }

  private static Optional<KernelDistance> kernel(float[][] real, float[][] generated) {
    return real.length < FEWEST_ROWS || generated.length < FEWEST_ROWS
        ? Optional.empty()
        : Optional.of(KernelDistance.between(real, generated));
  }

  private static Optional<FoldedMoments.Estimate> frechet(float[][] real, float[][] generated) {
    if (real.length < FEWEST_FRECHET_ROWS
        || generated.length < FEWEST_FRECHET_ROWS
        || real[0].length > WIDEST_CELL_FEATURES) {
      return Optional.empty();
    }
    return Optional.of(folded(generated).distanceTo(FoldedReference.of(folded(real))));
  }

  private static FoldedMoments folded(float[][] rows) {
    FoldedMoments moments = new FoldedMoments(rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      moments.add(rows[i], i);
    }
    return moments;
  }

  private static Optional<NeighbourQuality> neighbours(float[][] real, float[][] generated) {
    return real.length <= NEIGHBOURS || generated.length <= NEIGHBOURS
        ? Optional.empty()
        : Optional.of(NeighbourQuality.between(real, generated, NEIGHBOURS));
  }

  /** The reference whose images are like the set's: the balanced one, else any. */
  Optional<SetTally> yardstick() {
    SetTally balanced = references.get(Audit.BALANCED);
    return balanced != null
        ? Optional.of(balanced)
        : references.values().stream().filter(tally -> tally.sample().size() > 1).findFirst();
  }

  private Optional<NearDuplicates> nearDuplicates(SetTally tally) {
    if (tally.sample().size() < 2) {
      return Optional.empty();
    }
    return yardstick()
        .map(reference -> reference.sample().rows(tally.sample().size()))
        .filter(real -> real.length > 1)
        .map(
            real ->
                NearDuplicates.within(
                    tally.sample().rows(Integer.MAX_VALUE),
                    DUPLICATE_SCALE * NearDuplicates.nearestDistanceQuantile(real, CLOSEST)));
  }

  private List<CellQuality> cells(SetTally tally) {
    int cells = target.space().cellCount();
    Optional<float[][][]> real = yardstick().map(reference -> reference.sample().rowsByCell(cells));
    float[][][] generated = tally.sample().rowsByCell(cells);
    Optional<ConfusionMatrix> pairs = matrix(tally.labelerAndAuditor());
    return IntStream.range(0, cells)
        .mapToObj(
            cell ->
                cell(
                    tally,
                    cell,
                    pairs,
                    real.map(rows -> rows[cell]).orElse(new float[0][]),
                    generated[cell]))
        .toList();
  }

  private static CellQuality cell(
      SetTally tally,
      int cell,
      Optional<ConfusionMatrix> pairs,
      float[][] real,
      float[][] generated) {
    double confidence = tally.meanConfidence(cell);
    Optional<NeighbourQuality> neighbours = neighbours(real, generated);
    return new CellQuality(
        cell,
        Double.isNaN(confidence) ? OptionalDouble.empty() : OptionalDouble.of(confidence),
        pairs.filter(p -> p.truthCount(cell) > 0).isPresent()
            ? OptionalDouble.of(pairs.orElseThrow().recall(cell))
            : OptionalDouble.empty(),
        frechet(real, generated),
        kernel(real, generated),
        neighbours,
        neighbours.isPresent()
            ? OptionalDouble.of(
                NeighbourQuality.expectedCoverage(real.length, generated.length, NEIGHBOURS))
            : OptionalDouble.empty());
  }
}
