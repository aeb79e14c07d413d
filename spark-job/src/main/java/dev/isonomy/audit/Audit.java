package dev.isonomy.audit;

import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.measure.LabelReport;
import dev.isonomy.audit.measure.Metrics;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.Finding;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.SetTally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.metric.BootstrappedBalance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Measures a data set. Every set is read once, by one Spark job; what reaches the driver does not
 * grow with it.
 *
 * <pre>{@code
 * AuditReport report =
 *     Audit.against(target)
 *         .subject("conditional", rows)
 *         .comparedWith("prior", drawn)
 *         .reference("natural", natural)
 *         .reference("balanced", balanced)
 *         .measure();
 * }</pre>
 */
public final class Audit {
  /** The reference with equal shares: quality within cells is measured against it. */
  public static final String BALANCED = AuditScope.BALANCED;

  /** The reference with the world's shares. */
  public static final String NATURAL = AuditScope.NATURAL;

  /** Images of a set that neighbours and kernels are computed from, by default. */
  public static final int SAMPLE_SIZE = 6_000;

  private static final int TREE_DEPTH = 2;

  private final CellDistribution target;
  private final Map<String, Compared> methods = new LinkedHashMap<>();
  private final Map<String, JavaRDD<AuditImage>> references = new LinkedHashMap<>();
  private Optional<JavaRDD<AuditImage>> training = Optional.empty();
  private List<Metric> metrics = Metrics.standard();
  private String subject = "";
  private Optional<JavaRDD<AuditImage>> audited = Optional.empty();
  private long seed;
  private int sampleSize = SAMPLE_SIZE;
  private Consumer<String> phases = phase -> {};
  private Baseline baseline = Baseline.UNAIDED;
  private Optional<Completed> completed = Optional.empty();

  private record Compared(MeasuredSet.Role role, JavaRDD<AuditImage> rows) {}

  private record Completed(CellDistribution target, long[] existing) {}

  private Audit(CellDistribution target) {
    this.target = target;
  }

  /**
   * An audit of sets that were meant to have these shares.
   *
   * @param target one share per cell
   * @return an audit without sets
   */
  public static Audit against(CellDistribution target) {
    return new Audit(target);
  }

  /**
   * The set that is audited.
   *
   * @param name of the method that made it, such as {@code conditional}
   * @param rows its images
   * @return this
   */
  public Audit subject(String name, JavaRDD<AuditImage> rows) {
    subject = name;
    audited = Optional.of(rows);
    return this;
  }

  /** Adds what another method draws, every draw kept. */
  public Audit comparedWith(String name, JavaRDD<AuditImage> rows) {
    methods.put(name, new Compared(MeasuredSet.Role.DRAWN, rows));
    return this;
  }

  /** Adds what another method keeps for quotas. */
  public Audit comparedWithKept(String name, JavaRDD<AuditImage> rows) {
    methods.put(name, new Compared(MeasuredSet.Role.KEPT, rows));
    return this;
  }

  /** Adds real images to measure quality against and, where their truth is known, the judges. */
  public Audit reference(String name, JavaRDD<AuditImage> rows) {
    references.put(name, rows);
    return this;
  }

  /** Images that the model was trained on, to look for copies of them; read in one pass. */
  public Audit training(JavaRDD<AuditImage> rows) {
    training = Optional.of(rows);
    return this;
  }

  /** Says what the method {@code prior} is; the model unaided by default. */
  public Audit baseline(Baseline which) {
    baseline = which;
    return this;
  }

  /**
   * Says that the audited set completes another one: the verdict is then on both together.
   *
   * @param whole the shares that both together were to have
   * @param existing labelled images of each cell in the other set
   * @return this
   */
  public Audit completing(CellDistribution whole, long[] existing) {
    completed = Optional.of(new Completed(whole, existing.clone()));
    return this;
  }

  /** Sets what is measured; {@link Metrics#standard()} by default. Balance must be among it. */
  public Audit metrics(Collection<Metric> chosen) {
    metrics = List.copyOf(chosen);
    return this;
  }

  /** Whether a metric reads pixels, so that sets that are kept in memory must keep them. */
  public boolean seesPixels() {
    return metrics.stream().anyMatch(Metric::seesPixels);
  }

  /** Sets the seed of everything that is simulated; 0 by default. */
  public Audit seed(long number) {
    seed = number;
    return this;
  }

  /** Sets how many rows of a set neighbours and kernels are computed from. */
  public Audit sampleSize(int rows) {
    sampleSize = rows;
    return this;
  }

  /** Sets who is told, in a few words, which set is read or measured. */
  public Audit phases(Consumer<String> told) {
    phases = told;
    return this;
  }

  /**
   * Reads the sets and measures them.
   *
   * @return the report, without sections on generation, fit and provenance
   * @throws IllegalStateException without a subject
   */
  public AuditReport measure() {
    JavaRDD<AuditImage> last =
        audited.orElseThrow(() -> new IllegalStateException("an audit needs a subject"));
    Map<String, MeasuredSet> real = new LinkedHashMap<>();
    references.forEach(
        (name, rows) ->
            real.put(name, read(name, MeasuredSet.Role.REFERENCE, name + " reference", rows)));
    List<MeasuredSet> sets = new ArrayList<>();
    methods.forEach((name, set) -> sets.add(read(name, set.role(), name, set.rows())));
    sets.add(read(subject, MeasuredSet.Role.AUDITED, "the data set", last));
    AuditScope scope = scope(real, sets);
    List<MethodReport> reports = sets.stream().map(set -> measured(set, scope)).toList();
    return new AuditReport(
        target.space(),
        target,
        subject,
        reports,
        real.values().stream().map(set -> ReferenceReport.of(set, scope.cells())).toList(),
        Optional.empty(),
        Optional.empty(),
        baseline,
        completed.map(other -> union(other, reports.get(reports.size() - 1))),
        Map.of());
  }

  private AuditScope scope(Map<String, MeasuredSet> real, List<MeasuredSet> sets) {
    return new AuditScope(
        target,
        seed,
        real,
        sets.stream()
            .filter(set -> !set.isAudited() && set.name().equals(AuditScope.UNAIDED))
            .findFirst(),
        training.map(
            rows ->
                probes -> {
                  phases.accept("training images");
                  return new TrainingDistances(rows).nearest(probes);
                }));
  }

  private MethodReport measured(MeasuredSet set, AuditScope scope) {
    phases.accept("statistics of " + (set.isAudited() ? "the data set" : set.name()));
    List<Finding> findings = new ArrayList<>();
    metrics.forEach(metric -> findings.add(metric.measure(set, scope)));
    return new MethodReport(set.name(), set.images(), findings);
  }

  private MeasuredSet read(
      String name, MeasuredSet.Role role, String phase, JavaRDD<AuditImage> rows) {
    phases.accept(phase);
    TallySize size = new TallySize(target.space().cellCount(), sampleSize);
    return new MeasuredSet(
        name,
        role,
        rows.treeAggregate(SetTally.of(metrics, size), SetTally::add, SetTally::merge, TREE_DEPTH));
  }

  private UnionReport union(Completed other, MethodReport made) {
    AuditScope scope = AuditScope.ofTarget(other.target(), seed);
    long[] existing = other.existing();
    Optional<long[]> auditor =
        made.balance().auditor().filter(labels -> !labels.isUnidentifiable()).map(Audit::counts);
    return new UnionReport(
        other.target(),
        measured(
            MeasuredSet.counted(UnionReport.EXISTING, metrics, existing, Optional.empty()), scope),
        measured(
            MeasuredSet.counted(
                UnionReport.TOGETHER,
                metrics,
                plus(existing, counted(made.balance().labelled())),
                auditor.map(counts -> plus(existing, counts))),
            scope));
  }

  /** Images by cell, with the judge's errors taken back where that is possible. */
  private static long[] counts(LabelReport labels) {
    long images = labels.counts().stream().mapToLong(Long::longValue).sum();
    return labels
        .corrected()
        .map(BootstrappedBalance::shares)
        .map(shares -> shares.stream().mapToLong(share -> Math.round(share * images)).toArray())
        .orElseGet(() -> counted(labels));
  }

  private static long[] counted(LabelReport labels) {
    return labels.counts().stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] plus(long[] a, long[] b) {
    return IntStream.range(0, a.length).mapToLong(c -> a[c] + b[c]).toArray();
  }
}
