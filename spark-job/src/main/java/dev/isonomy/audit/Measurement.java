package dev.isonomy.audit;

import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.error.UserException;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.CoverageRatio;
import dev.isonomy.metric.EnergyTest;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.FoldedReference;
import dev.isonomy.metric.FrechetFloor;
import dev.isonomy.metric.KernelDistance;
import dev.isonomy.metric.LabelledStrata;
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

  /** The set whose images are facts: their labels are what they are, and not a sample. */
  MethodReport audited(
      String name,
      SetTally tally,
      Optional<Memorization> memorization,
      Optional<SetTally> unaided) {
    LabelledStrata byQuota =
        LabelledStrata.byQuota(tally.labelerAndAuditor().matrix(target.space().cellCount()));
    boolean known = byQuota.images() == Arrays.stream(tally.auditorCounts()).sum();
    return method(
        name,
        tally,
        memorization,
        exact(tally.labelerCounts()),
        judged(
            tally.auditorCounts(),
            known ? byQuota : LabelledStrata.drawn(tally.auditorCounts()),
            SetTally::truthAndAuditor),
        cells(tally, unaided));
  }

  /** A set that stands for all that its method would draw. */
  MethodReport drawn(String name, SetTally tally) {
    return method(
        name,
        tally,
        Optional.empty(),
        judged(
            tally.labelerCounts(),
            LabelledStrata.drawn(tally.labelerCounts()),
            SetTally::truthAndLabeler),
        judged(
            tally.auditorCounts(),
            LabelledStrata.drawn(tally.auditorCounts()),
            SetTally::truthAndAuditor),
        cells(tally, Optional.empty()));
  }

  /**
   * A set of which only labels are known, and that is all there is of it.
   *
   * @param auditor counts by the auditor, where it has judged
   */
  MethodReport whole(String name, long[] labeler, Optional<long[]> auditor) {
    long images = Arrays.stream(labeler).sum();
    return new MethodReport(
        name,
        images,
        NoiseFloor.simulate(target.shares(), images, seed),
        exact(labeler),
        auditor.flatMap(this::exact),
        OptionalDouble.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private MethodReport method(
      String name,
      SetTally tally,
      Optional<Memorization> memorization,
      Optional<LabelReport> labeler,
      Optional<LabelReport> auditor,
      List<CellQuality> cells) {
    if (tally.images() == 0) {
      throw new UserException("the set " + name + " must have images but is empty");
    }
    if (labeler.isEmpty() && auditor.isEmpty()) {
      throw new UserException(
          "the set %s must have labelled images but none of its %,d images has a label"
              .formatted(name, tally.images()));
    }
    return new MethodReport(
        name,
        tally.images(),
        NoiseFloor.simulate(target.shares(), tally.images(), seed),
        labeler,
        auditor,
        agreement(tally),
        quality(tally),
        nearDuplicates(tally),
        memorization,
        cells);
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

  private Optional<LabelReport> exact(long[] counts) {
    if (Arrays.stream(counts).sum() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.exact(
                counts, target.shares(), "the set's own labels are counted, not sampled"),
            Correction.none("not corrected: images may have been chosen by these labels"),
            attributes(Balance.shares(counts)),
            Map.of()));
  }

  private Optional<LabelReport> judged(
      long[] counts, LabelledStrata labels, Function<SetTally, CellPairs> pairs) {
    if (Arrays.stream(counts).sum() == 0) {
      return Optional.empty();
    }
    double[] wanted = target.shares();
    Optional<ConfusionMatrix> confusion = confusion(pairs);
    Map<String, Correction> byAttribute = new LinkedHashMap<>();
    confusion.ifPresent(
        matrix ->
            new Marginals(target.space())
                .corrections(labels, matrix, wanted, seed)
                .forEach(byAttribute::put));
    return Optional.of(
        new LabelReport(
            Arrays.stream(counts).boxed().toList(),
            BootstrappedBalance.ofLabels(labels, wanted, seed),
            confusion
                .map(matrix -> Correction.of(labels, matrix, wanted, seed))
                .orElseGet(() -> Correction.none(uncorrected(pairs))),
            attributes(Balance.shares(counts)),
            byAttribute));
  }

  private String uncorrected(Function<SetTally, CellPairs> pairs) {
    return references.values().stream().allMatch(tally -> pairs.apply(tally).isEmpty())
        ? "not corrected: no reference tells how often these labels are wrong"
        : "not corrected: more than " + MOST_CORRECTED_CELLS + " cells";
  }

  private Map<String, Balance> attributes(double[] shares) {
    return new Marginals(target.space()).balances(shares, target.shares());
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
    return tally.labelerAndAuditor().agreement();
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
                  neighbours(real, generated),
                  copies(real, generated)));
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

  private long copies(float[][] real, float[][] generated) {
    double threshold = duplicateThreshold(generated.length).orElse(0);
    return Arrays.stream(NearDuplicates.nearestDistances(generated, real))
        .filter(distance -> distance <= threshold)
        .count();
  }

  /** Half of what the closest 1% of as many yardstick images are apart. */
  private OptionalDouble duplicateThreshold(int rows) {
    return yardstick()
        .map(reference -> reference.sample().rows(rows))
        .filter(real -> real.length > 1)
        .map(
            real ->
                OptionalDouble.of(
                    DUPLICATE_SCALE * NearDuplicates.nearestDistanceQuantile(real, CLOSEST)))
        .orElse(OptionalDouble.empty());
  }

  private Optional<NearDuplicates> nearDuplicates(SetTally tally) {
    if (tally.sample().size() < 2) {
      return Optional.empty();
    }
    OptionalDouble threshold = duplicateThreshold(tally.sample().size());
    return threshold.isEmpty()
        ? Optional.empty()
        : Optional.of(
            NearDuplicates.within(tally.sample().rows(Integer.MAX_VALUE), threshold.getAsDouble()));
  }

  private List<CellQuality> cells(SetTally tally, Optional<SetTally> unaided) {
    int cells = target.space().cellCount();
    Optional<float[][][]> real = yardstick().map(reference -> reference.sample().rowsByCell(cells));
    float[][][] generated = tally.sample().rowsByCell(cells);
    List<Optional<EnergyTest>> toUnaided =
        tests(generated, unaided.map(drawn -> drawn.sample().rowsByCell(cells)));
    List<Optional<EnergyTest>> labelled = labelled(cells);
    return IntStream.range(0, cells)
        .mapToObj(
            cell ->
                cell(
                    tally,
                    cell,
                    real.map(rows -> rows[cell]).orElse(new float[0][]),
                    generated[cell],
                    toUnaided.get(cell),
                    labelled.get(cell)))
        .toList();
  }

  private CellQuality cell(
      SetTally tally,
      int cell,
      float[][] real,
      float[][] generated,
      Optional<EnergyTest> unaided,
      Optional<EnergyTest> labelled) {
    double confidence = tally.meanConfidence(cell);
    return new CellQuality(
        cell,
        Double.isNaN(confidence) ? OptionalDouble.empty() : OptionalDouble.of(confidence),
        tally.labelerAndAuditor().agreement(cell),
        frechet(real, generated),
        kernel(real, generated),
        neighbours(real, generated),
        coverage(real, generated),
        unaided,
        labelled);
  }

  /** Labelled against unlabelled images of the source, where the natural reference has both. */
  private List<Optional<EnergyTest>> labelled(int cells) {
    Optional<RowSample> natural =
        Optional.ofNullable(references.get(Audit.NATURAL)).map(SetTally::sample);
    return tests(
        natural
            .map(sample -> sample.rowsByCell(cells, RowSample.Entry::truthKnown))
            .orElse(new float[cells][0][]),
        natural.map(sample -> sample.rowsByCell(cells, entry -> !entry.truthKnown())));
  }

  private List<Optional<EnergyTest>> tests(float[][][] first, Optional<float[][][]> second) {
    return IntStream.range(0, first.length)
        .parallel()
        .mapToObj(cell -> second.flatMap(rows -> test(first[cell], rows[cell])))
        .toList();
  }

  private Optional<EnergyTest> test(float[][] first, float[][] second) {
    return Math.min(first.length, second.length) < EnergyTest.FEWEST
        ? Optional.empty()
        : Optional.of(EnergyTest.between(first, second, seed));
  }

  private Optional<CoverageRatio> coverage(float[][] real, float[][] generated) {
    return real.length < CoverageRatio.FEWEST || generated.length == 0
        ? Optional.empty()
        : Optional.of(CoverageRatio.between(real, generated, seed));
  }
}
