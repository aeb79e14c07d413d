package dev.isonomy.audit;

import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.metric.BootstrappedBalance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
  /** The reference with equal shares: per-cell quality is measured against it. */
  public static final String BALANCED = "balanced";

  /** The reference with the world's shares. */
  public static final String NATURAL = "natural";

  /** The method whose images are the model's own. */
  static final String UNAIDED = "prior";

  /** Rows of a set that neighbours and kernels are computed from, by default. */
  public static final int SAMPLE_SIZE = 6_000;

  private static final int TREE_DEPTH = 2;

  private final CellDistribution target;
  private final Map<String, JavaRDD<AuditRow>> methods = new LinkedHashMap<>();
  private final Map<String, JavaRDD<AuditRow>> references = new LinkedHashMap<>();
  private Optional<JavaRDD<AuditRow>> training = Optional.empty();
  private String subject = "";
  private Optional<JavaRDD<AuditRow>> audited = Optional.empty();
  private long seed;
  private int sampleSize = SAMPLE_SIZE;
  private Consumer<String> phases = phase -> {};
  private Baseline baseline = Baseline.UNAIDED;
  private Optional<Completed> completed = Optional.empty();

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
   * @param rows with the columns of {@link AuditSchema}
   * @return this
   */
  public Audit subject(String name, Dataset<Row> rows) {
    return subject(name, decoded(name, rows));
  }

  /** The set that is audited, as decoded rows. */
  public Audit subject(String name, JavaRDD<AuditRow> rows) {
    subject = name;
    audited = Optional.of(rows);
    return this;
  }

  /** Adds a set made by another method. */
  public Audit comparedWith(String name, Dataset<Row> rows) {
    return comparedWith(name, decoded(name, rows));
  }

  /** Adds a set made by another method, as decoded rows. */
  public Audit comparedWith(String name, JavaRDD<AuditRow> rows) {
    methods.put(name, rows);
    return this;
  }

  /** Adds real images to measure quality against; with {@code truth}, also the labelers' errors. */
  public Audit reference(String name, Dataset<Row> rows) {
    return reference(name, decoded(name, rows));
  }

  /** Adds real images, as decoded rows. */
  public Audit reference(String name, JavaRDD<AuditRow> rows) {
    references.put(name, rows);
    return this;
  }

  /** Images that the model was trained on, to look for copies of them; read in one pass. */
  public Audit training(JavaRDD<AuditRow> rows) {
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

  /** Sets who is told, in a word or two, which set is read. */
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
    JavaRDD<AuditRow> last =
        audited.orElseThrow(() -> new IllegalStateException("an audit needs a subject"));
    Map<String, SetTally> referenceTallies = new LinkedHashMap<>();
    references.forEach(
        (name, rows) -> referenceTallies.put(name, tally(name + " reference", rows)));
    Measurement measurement = new Measurement(target, seed, referenceTallies);
    List<MethodReport> reports = new ArrayList<>();
    Map<String, SetTally> drawn = new LinkedHashMap<>();
    methods.forEach((name, rows) -> drawn.put(name, tally(name, rows)));
    drawn.forEach((name, tally) -> reports.add(measurement.drawn(name, tally)));
    SetTally subjectTally = tally("the data set", last);
    training.ifPresent(rows -> phases.accept("training images"));
    Optional<Memorization> copies =
        training.flatMap(rows -> memorization(rows, measurement, subjectTally));
    phases.accept("statistics of the data set");
    reports.add(
        measurement.audited(
            subject, subjectTally, copies, Optional.ofNullable(drawn.get(UNAIDED))));
    return new AuditReport(
        target.space(),
        target,
        subject,
        reports,
        measurement.references(),
        Optional.empty(),
        Optional.empty(),
        baseline,
        completed.map(other -> union(other, reports.get(reports.size() - 1), seed)),
        Map.of());
  }

  private static UnionReport union(Completed other, MethodReport made, long seed) {
    Measurement measurement = new Measurement(other.target(), seed, Map.of());
    long[] existing = other.existing();
    Optional<long[]> auditor =
        made.auditor().filter(labels -> !labels.isUnidentifiable()).map(Audit::counts);
    return new UnionReport(
        other.target(),
        measurement.whole(UnionReport.EXISTING, existing, Optional.empty()),
        measurement.whole(
            UnionReport.TOGETHER,
            plus(existing, counted(made.labeler().orElseGet(made::judged))),
            auditor.map(counts -> plus(existing, counts))));
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

  /** The real images are those of the reference whose shares are the audited set's. */
  private static Optional<Memorization> memorization(
      JavaRDD<AuditRow> training, Measurement measurement, SetTally audited) {
    float[][] real =
        measurement
            .yardstick()
            .map(reference -> reference.sample().rows(Integer.MAX_VALUE))
            .orElse(new float[0][]);
    return TrainingDistances.memorization(training, real, audited.sample().rows(Integer.MAX_VALUE));
  }

  private JavaRDD<AuditRow> decoded(String name, Dataset<Row> rows) {
    AuditSchema.require(name, rows.schema());
    int cells = target.space().cellCount();
    return rows.toJavaRDD().map(row -> AuditRow.of(row, cells));
  }

  private SetTally tally(String name, JavaRDD<AuditRow> rows) {
    phases.accept(name);
    SetTally tally = read(rows);
    phases.accept("statistics of " + name);
    return tally;
  }

  private SetTally read(JavaRDD<AuditRow> rows) {
    return rows.treeAggregate(
        new SetTally(target.space().cellCount(), sampleSize),
        SetTally::add,
        SetTally::merge,
        TREE_DEPTH);
  }
}
