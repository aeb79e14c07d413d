package dev.isonomy.stage;

import dev.isonomy.association.CellAssociation;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.Audit;
import dev.isonomy.audit.AuditJson;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.measure.AbstentionMetric;
import dev.isonomy.audit.measure.Metrics;
import dev.isonomy.audit.measure.PromptMetric;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnail;
import dev.isonomy.condition.Asked;
import dev.isonomy.condition.PromptTable;
import dev.isonomy.config.AuditSettings;
import dev.isonomy.dataset.CommittedUnits;
import dev.isonomy.error.UserException;
import dev.isonomy.generate.Label;
import dev.isonomy.generate.PngEncoder;
import dev.isonomy.mixture.GaussianMixture;
import dev.isonomy.model.PixelShape;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.plan.GenerationPlan;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Phases;
import dev.isonomy.run.Placement;
import dev.isonomy.run.Progress;
import dev.isonomy.run.RunContext;
import dev.isonomy.source.ConfiguredSource;
import dev.isonomy.source.DrawnReferences;
import dev.isonomy.source.SourceImages;
import dev.isonomy.spark.RowCache;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.GeneratorSettings;
import dev.isonomy.spark.task.ImageSchema;
import dev.isonomy.spark.task.JudgeFunction;
import dev.isonomy.spark.task.JudgedDraw;
import dev.isonomy.spark.task.Judgement;
import dev.isonomy.spi.SourceImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;

/**
 * Measures the data set beside the other balance methods: {@code audit.json}, {@code audit.html}.
 */
final class RunAudit {
  /** The report for people, beside the one for machines. */
  static final String PAGE = "audit.html";

  private final RunContext run;
  private final AuditSettings settings;
  private final GenerationPlan plan;
  private final CellDistribution wanted;
  private final GaussianMixture mixture;
  private final CellAssociation association;
  private final PriorDraws prior;
  private final LiveCounter judged;
  private final Placement placement;
  private List<Thumbnail> unaided = List.of();

  RunAudit(RunContext run) {
    this.run = run;
    this.settings = run.config().audit();
    this.plan = Artifacts.plan(run);
    this.wanted = run.asked().ofCells(plan.target());
    this.mixture = Artifacts.mixture(run.directory());
    this.association = Artifacts.association(run);
    this.prior = PriorDraws.of(run.bundle());
    this.judged = LiveCounter.register(run.sparkContext().sc(), "isonomy.judged");
    this.placement = Placement.of(run);
  }

  void audit() {
    long images = wholeDataset();
    String subject = plan.method();
    Audit audit = Audit.against(wanted).baseline(prior.baseline()).seed(run.config().run().seed());
    plan.completion().ifPresent(set -> audit.completing(set.target(), set.existing()));
    audit.metrics(metrics());
    audit.subject(subject, dataset());
    List<JavaRDD<JudgedDraw>> drawn = compare(audit, subject);
    references(audit);
    AtomicReference<String> phase = new AtomicReference<>("");
    AuditReport report;
    try (Progress progress =
        Progress.start(run.console(), "audit", "images", toJudge(), judged::value, phase::get)) {
      report = audit.phases(phase::set).measure();
      phase.set("");
    }
    drawn.forEach(RowCache::release);
    requireAllJudged(report, images);
    AuditSections sections = new AuditSections(run, plan, mixture, association);
    report =
        report
            .with(sections.generation())
            .with(sections.fit())
            .withProvenance(sections.provenance());
    try (Phases phases = Phases.start(run.console(), "audit", "rendering the report")) {
      run.directory().write(PAGE, page(report, sections));
    }
    run.directory().write(Artifacts.AUDIT.name(), AuditJson.text(report));
  }

  private List<Metric> metrics() {
    List<Metric> metrics = new ArrayList<>(Metrics.standard());
    if (run.asked().byPrompt()) {
      metrics.add(new PromptMetric(run.asked().names(), wantedByPrompt()));
    }
    if (plan.abstainBelow() > 0) {
      metrics.add(new AbstentionMetric());
    }
    return metrics;
  }

  /** The wanted shares of cells within each prompt. */
  private double[][] wantedByPrompt() {
    double[][] all = new double[run.asked().prompts()][];
    boolean pairs = Asked.isOfPairs(plan.space());
    for (int prompt = 0; prompt < all.length; prompt++) {
      int first = prompt;
      double[] own = new double[run.space().cellCount()];
      Arrays.setAll(own, cell -> plan.target().share(pairs ? run.asked().pair(first, cell) : cell));
      double sum = Arrays.stream(own).sum();
      all[prompt] = Arrays.stream(own).map(share -> sum > 0 ? share / sum : 0).toArray();
    }
    return all;
  }

  /** The images that there are, after a look at every unit. */
  private long wholeDataset() {
    UnitCheck rule = UnitCheck.of(plan);
    CommittedUnits committed = Artifacts.dataset(run).committed(rule);
    String where = run.directory().shown(Artifacts.DATASET.name());
    UnitCheck.requireWhole(committed, where);
    if (!rule.mayLack() && committed.count() < plan.layout().unitCount()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s has %,d of %,d units: files were lost; delete %s and run again",
              where,
              committed.count(),
              plan.layout().unitCount(),
              where));
    }
    return committed.images();
  }

  private void requireAllJudged(AuditReport report, long images) {
    if (report.audited().images() != images) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the audit judged %,d of %,d images of %s: did something change them meanwhile?",
              report.audited().images(),
              images,
              run.directory().shown(Artifacts.DATASET.name())));
    }
  }

  private String page(AuditReport report, AuditSections sections) {
    return AuditPage.render(
        report, sections.thumbnails(ShownCells.of(report), settings.gridImages(), unaided));
  }

  private long toJudge() {
    int count = settings.referenceImages();
    long references =
        drawnReferences()
            .map(drawn -> (long) count + AuditSettings.natural(count) + trainingImages(drawn))
            .orElseGet(() -> Latents.read(run).count()); // what was encoded is what can be read
    return plan.images() + references;
  }

  /** The data set, judged again from its files: what counts is what a reader will see. */
  private JavaRDD<AuditImage> dataset() {
    DatasetImages access = new DatasetImages(run.bundle().manifest().pixels());
    AttributeSpace space = run.space();
    List<String> prompts = run.asked().names();
    String prompt = prompts.isEmpty() ? "null" : ImageSchema.PROMPT;
    LiveCounter count = judged;
    JavaRDD<Row> rows =
        Artifacts.dataset(run)
            .rows()
            .selectExpr("image.bytes", "sample_id", "cell", "label_confidence", prompt)
            .toJavaRDD();
    return placement
        .place(rows.mapPartitions(new JudgeFunction<>(judge(), access)))
        .map(
            each -> {
              count.add(1);
              return new AuditImage(
                  AuditImage.UNKNOWN,
                  space.cellOfName(each.item().getString(2)),
                  each.judgement().auditorCell(),
                  each.item().getDouble(3),
                  each.judgement().features(),
                  each.item().isNullAt(4)
                      ? AuditImage.UNKNOWN
                      : prompts.indexOf(each.item().getString(4)),
                  () -> access.pixels(each.item()));
            });
  }

  private GeneratorSettings judge() {
    return ModelSettings.generator(run, run.config().generate().batchSize());
  }

  private List<JavaRDD<JudgedDraw>> compare(Audit audit, String subject) {
    Draws draws = new Draws(run, Artifacts.latents(run.directory()));
    List<JavaRDD<JudgedDraw>> all = new ArrayList<>();
    long stream = Draws.METHODS;
    int kept = 0;
    for (BalanceMethod method : settings.methods()) {
      if (method.name().equals(subject)) {
        continue;
      }
      JavaRDD<JudgedDraw> images;
      if (method instanceof BalanceMethod.Weighted weighted) {
        images = weighted(draws, weighted, stream--);
        audit.comparedWith(method.name(), images.map(row(plan.abstainBelow())));
      } else {
        images = new KeptDraws(run, plan).draw((BalanceMethod.Rejecting) method, kept++);
        audit.comparedWithKept(method.name(), images.map(row(plan.abstainBelow())));
      }
      if (method instanceof BalanceMethod.Prior) {
        unaided = unaided(images);
      }
      all.add(images);
    }
    for (double scale : settings.guidances()) {
      String name = "prior, guidance " + Figures.plain(scale);
      JavaRDD<JudgedDraw> images =
          draws.guidedBy(scale).draw(name, stream--, settings.imagesPerMethod(), new double[0]);
      audit.comparedWith(name, images.map(row(plan.abstainBelow())));
      all.add(images);
    }
    return all;
  }

  private JavaRDD<JudgedDraw> weighted(Draws draws, BalanceMethod.Weighted method, long stream) {
    double[] solved = method.solve(association, mixture.weights(), wanted).weights();
    double[] weights = prior.drawnBy(method, solved);
    return draws.draw(method.name(), stream, settings.imagesPerMethod(), weights);
  }

  private static Function<JudgedDraw, AuditImage> row(double abstainBelow) {
    return image ->
        new AuditImage(
            AuditImage.UNKNOWN,
            labelled(image.judgement(), abstainBelow),
            image.judgement().auditorCell(),
            image.judgement().confidence(),
            image.judgement().features(),
            image.prompt(),
            image::pixels);
  }

  private static int labelled(Judgement judgement, double abstainBelow) {
    return Label.abstains(judgement.confidence(), abstainBelow)
        ? AuditImage.ABSTAINED
        : judgement.cell();
  }

  private List<Thumbnail> unaided(JavaRDD<JudgedDraw> images) {
    PixelShape shape = run.bundle().manifest().pixels();
    PngEncoder encoder = new PngEncoder(run.bundle().manifest().identity().name());
    List<Thumbnail> shown = new ArrayList<>();
    for (JudgedDraw image : images.take(AuditSections.UNAIDED)) {
      Thumbnail.of(
              encoder.encode(image.pixels(), shape),
              prior.baseline().label() + ": " + shownCell(image.judgement()))
          .ifPresent(shown::add);
    }
    return shown;
  }

  private String shownCell(Judgement judgement) {
    int cell = labelled(judgement, plan.abstainBelow());
    return cell == AuditImage.ABSTAINED ? "the labeler abstains" : run.space().cellName(cell);
  }

  private void references(Audit audit) {
    Optional<DrawnReferences> drawn = drawnReferences();
    if (drawn.isPresent()) {
      drawn(audit, drawn.get());
      return;
    }
    ConfiguredSource source =
        ConfiguredSource.of(
            run.spark(),
            run.config().source(),
            run.space(),
            run.bundle().manifest().pixels(),
            run.config().run().seed());
    reference(audit, Audit.NATURAL, source.images().filter(SourceImage::readable));
  }

  private Optional<DrawnReferences> drawnReferences() {
    return DrawnReferences.named(run.config().source().kind().name(), run.bundle());
  }

  private void drawn(Audit audit, DrawnReferences drawn) {
    int count = settings.referenceImages();
    long seed = run.config().run().seed();
    if (count > 0) {
      reference(audit, Audit.NATURAL, drawn.natural(run.sparkContext(), seed, count));
      reference(audit, Audit.BALANCED, drawn.balanced(run.sparkContext(), seed, count));
    }
    int training = trainingImages(drawn);
    if (training > 0) {
      audit.training(judged(drawn.training(run.sparkContext(), training)));
    }
  }

  private int trainingImages(DrawnReferences drawn) {
    return drawn.knowTraining() ? Math.min(settings.trainingImages(), drawn.trainingImages()) : 0;
  }

  private void reference(Audit audit, String name, JavaRDD<SourceImage> images) {
    audit.reference(name, judged(images));
  }

  private JavaRDD<AuditImage> judged(JavaRDD<SourceImage> images) {
    LiveCounter count = judged;
    List<String> texts = run.prompts().prompts().stream().map(PromptTable.Prompt::text).toList();
    double abstainBelow = plan.abstainBelow();
    return placement
        .place(images.mapPartitions(new JudgeFunction<>(judge(), SourceImages.ACCESS)))
        .map(
            each -> {
              count.add(1);
              return new AuditImage(
                  each.item().cell(),
                  labelled(each.judgement(), abstainBelow),
                  each.judgement().auditorCell(),
                  each.judgement().confidence(),
                  each.judgement().features(),
                  texts.indexOf(each.item().prompt()),
                  each.item()::pixels);
            });
  }
}
