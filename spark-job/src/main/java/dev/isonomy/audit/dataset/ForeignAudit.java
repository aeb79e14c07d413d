package dev.isonomy.audit.dataset;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.Audit;
import dev.isonomy.audit.AuditJson;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.ShownCells;
import dev.isonomy.audit.Summary;
import dev.isonomy.condition.PromptSource;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetShares;
import dev.isonomy.error.UserException;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.run.Console;
import dev.isonomy.run.ModelSettings;
import dev.isonomy.run.Progress;
import dev.isonomy.run.SparkSessions;
import dev.isonomy.spark.metrics.LiveCounter;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spi.Providers;
import dev.isonomy.spi.ReferenceImages;
import dev.isonomy.table.DamagedTable;
import dev.isonomy.table.TablePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** {@code isonomy audit --dataset}: measures a labelled data set that anybody may have made. */
public final class ForeignAudit {
  private final IsonomyConfig config;
  private final AuditRequest request;
  private final Console console;

  /** An audit that has not started. */
  public ForeignAudit(IsonomyConfig config, AuditRequest request, Console console) {
    this.config = config;
    this.request = request;
    this.console = console;
  }

  /**
   * Measures and writes the report.
   *
   * @throws UserException if an input is wrong, before anything is written
   */
  public void run() {
    Optional<ModelBundle> bundle = bundle();
    if (config.target().kind() == TargetKind.COMPLEMENT) {
      throw new UserException(
          "isonomy.target.kind must be uniform or shares for isonomy audit --dataset but was"
              + " complement");
    }
    Configuration hadoop = SparkSessions.hadoop(config.spark());
    requireThere("--dataset", request.dataset(), hadoop);
    requireThere("--reference", request.reference(), hadoop);
    requireThere("--training", request.training(), hadoop);
    SparkSession spark = SparkSessions.start(config.spark());
    try {
      audit(spark, bundle);
    } catch (Exception e) {
      throw DamagedTable.explain(e, "--dataset", request.dataset());
    } finally {
      spark.stop();
    }
  }

  /** References that a provider draws have a name instead of a path. */
  private static void requireThere(String option, String path, Configuration hadoop) {
    if (!path.isEmpty() && Providers.named(ReferenceImages.class, path).isEmpty()) {
      TablePath.status(option, path, hadoop);
    }
  }

  private Optional<ModelBundle> bundle() {
    if (request.bundle().isEmpty()) {
      if (!request.reference().isEmpty() || !request.training().isEmpty()) {
        throw new UserException(
            "--reference and --training need --bundle: its features tell how alike images are");
      }
      return Optional.empty();
    }
    config.bundle().requireAllowed(request.bundle(), "--bundle");
    ModelBundle bundle =
        BundleSource.open(request.bundle(), Optional.empty(), SparkSessions.hadoop(config.spark()));
    BundleVerifier.verify(bundle);
    return Optional.of(bundle);
  }

  private void audit(SparkSession spark, Optional<ModelBundle> bundle) {
    List<Attribute> known =
        bundle.map(model -> model.manifest().attributes().attributes()).orElse(List.of());
    DatasetAudit set =
        DatasetAudit.open(
            spark, request.dataset(), request.labels(), known, request.classNumbers());
    set.notes().forEach(each -> console.note("note      " + each));
    CellDistribution target = TargetShares.whole(config.target(), set.space());
    Audit audit = Audit.against(target).seed(config.run().seed());
    Map<String, String> provenance = new LinkedHashMap<>();
    AuditReport report;
    if (bundle.isPresent()) {
      report = judged(spark, bundle.get(), set, audit, provenance);
    } else {
      report = audit.subject("dataset", set.labelled()).measure();
    }
    report = set.described(report, provenance);
    set.write(
        report,
        set.thumbnails(request.imageColumn(), config.audit().gridImages(), ShownCells.of(report)),
        request.output());
    say(report);
  }

  private AuditReport judged(
      SparkSession spark,
      ModelBundle bundle,
      DatasetAudit set,
      Audit audit,
      Map<String, String> provenance) {
    if (!set.hasImages(request.imageColumn())) {
      throw new UserException(
          ("--image-column %s must be binary, a path or struct<bytes,path> for --bundle to judge; the"
                  + " columns of %s are %s")
              .formatted(
                  request.imageColumn(), request.dataset(), String.join(", ", set.columns())));
    }
    LiveCounter judged = LiveCounter.register(spark.sparkContext(), "isonomy.judged");
    Map<String, RejectedImages> rejected = new LinkedHashMap<>();
    RejectedImages ofSet = RejectedImages.register(spark, "isonomy.images--dataset");
    rejected.put("--dataset", ofSet);
    Optional<List<Integer>> cells =
        ImageJudge.translation(bundle.manifest().attributes(), set.space());
    ImageJudge judge =
        new ImageJudge(
            ModelSettings.generator(
                config,
                bundle,
                new BundleSource(request.bundle(), bundle.fingerprint()),
                config.generate().batchSize(),
                PromptSource.NONE),
            bundle.manifest().pixels(),
            cells,
            request.imageColumn(),
            judged);
    audit.subject("dataset", judge.judge(set, ImageJudge.Labels.CLAIMED, ofSet));
    AuditReferences references =
        new AuditReferences(config, request, spark, bundle, judge, set, rejected);
    long images = set.labelled().count() + references.images();
    AtomicReference<String> phase = new AtomicReference<>("");
    AuditReport report;
    try (Progress progress =
        Progress.start(console, "audit", "images", images, judged::value, phase::get)) {
      references.addTo(audit);
      report = audit.phases(phase::set).measure();
      phase.set("");
    } finally { // an empty set is an error, too, but this tells why it is empty
      rejected.forEach((option, each) -> each.requireSome(option, request.imageColumn()));
    }
    rejected.forEach(
        (option, each) ->
            each.note(option, request.imageColumn())
                .ifPresent(text -> console.note("note      " + text)));
    if (cells.isEmpty()) {
      console.note(
          ("note      %s does not know all attributes and classes of the data set: its features are"
                  + " used, its labels are not")
              .formatted(bundle.manifest().identity().name()));
    }
    provenance.put(
        "judged by",
        bundle.manifest().identity().name() + " " + bundle.manifest().identity().version());
    provenance.put("judge's SHA-256", bundle.fingerprint());
    provenance.put("unreadable images", String.valueOf(ofSet.value().rejected()));
    if (!request.reference().isEmpty()) {
      provenance.put("reference", request.reference());
    }
    if (!request.training().isEmpty()) {
      provenance.put("training images", request.training());
    }
    return report;
  }

  private void say(AuditReport report) {
    console.say("report    " + request.output() + "/audit.html");
    Summary.verdict(console, AuditJson.of(report));
  }
}
