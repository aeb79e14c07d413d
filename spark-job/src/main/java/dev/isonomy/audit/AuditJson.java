package dev.isonomy.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.metric.Balance;
import dev.isonomy.metric.BootstrappedBalance;
import dev.isonomy.metric.ConfusionMatrix;
import dev.isonomy.metric.Correction;
import dev.isonomy.metric.CoverageRatio;
import dev.isonomy.metric.EnergyTest;
import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.Interval;
import dev.isonomy.metric.NoiseFloor;
import dev.isonomy.mixture.FitIteration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The report as JSON: {@code audit.json}. Names are stable. Numbers that do not exist are null:
 * JSON knows neither infinity nor NaN.
 */
public final class AuditJson {
  /** Raised when a name changes its meaning. */
  public static final int FORMAT_VERSION = 1;

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private final AuditReport report;

  private AuditJson(AuditReport report) {
    this.report = report;
  }

  /** The report as indented text. */
  public static String text(AuditReport report) {
    return PRETTY.toJson(of(report)) + "\n";
  }

  /** The report as a tree. */
  public static JsonObject of(AuditReport report) {
    return new AuditJson(report).document();
  }

  private JsonObject document() {
    JsonObject json = new JsonObject();
    json.addProperty("format_version", FORMAT_VERSION);
    json.addProperty("verdict", Verdict.of(report).text());
    json.addProperty("headline", Verdict.of(report).headline());
    json.addProperty("reason", Verdict.of(report).reason());
    json.addProperty("balanced", Verdict.of(report).balanced());
    json.add("weakest_cell", weakest());
    JsonArray notes = new JsonArray();
    Notes.of(report).forEach(notes::add);
    json.add("notes", notes);
    json.addProperty("dataset_method", report.subject());
    json.addProperty("images", report.audited().images());
    report.unaided().ifPresent(prior -> json.addProperty("prior_is", report.baseline().title()));
    report.union().ifPresent(union -> json.add("union", union(union)));
    report
        .generation()
        .ifPresent(
            made -> {
              json.addProperty("draws", made.draws());
              json.add("seconds", number(made.seconds()));
              json.add("images_per_second", number(made.imagesPerSecond()));
              json.add("acceptance", acceptance(made));
            });
    json.add("noise_floor_fd", number(report.audited().noiseFloor().fd95()));
    json.add("noise_floor", floor(report.audited().noiseFloor()));
    json.add("attributes", attributes());
    json.add("cells", cells());
    JsonObject methods = new JsonObject();
    report.methods().forEach(method -> methods.add(method.name(), method(method)));
    json.add("methods", methods);
    JsonObject references = new JsonObject();
    report
        .references()
        .forEach(reference -> references.add(reference.name(), reference(reference)));
    json.add("references", references);
    report.fit().ifPresent(fit -> json.add("fit", fit(fit)));
    JsonObject provenance = new JsonObject();
    report.provenance().forEach(provenance::addProperty);
    json.add("provenance", provenance);
    return json;
  }

  /** The cell that the auditor confirms least of; null where none was judged. */
  private JsonElement weakest() {
    return report
        .audited()
        .weakest()
        .<JsonElement>map(
            cell -> {
              JsonObject json = new JsonObject();
              json.addProperty("cell", name(cell.cell()));
              json.add("agreement", number(cell.agreement()));
              json.addProperty("images", report.audited().judgedImages(cell.cell()));
              return json;
            })
        .orElse(JsonNull.INSTANCE);
  }

  private JsonObject union(UnionReport union) {
    JsonObject json = new JsonObject();
    json.addProperty("existing_images", union.existing().images());
    json.addProperty("images", union.together().images());
    json.addProperty("balanced", Verdict.of(report).balanced());
    Verdict made = Verdict.ofSet(report);
    json.addProperty("new_images_verdict", made.text());
    json.addProperty("new_images_as_planned", made.balanced());
    json.add("noise_floor", floor(union.together().noiseFloor()));
    json.add("existing", method(union.existing()));
    json.add("together", method(union.together()));
    JsonObject cells = new JsonObject();
    List<Long> existing = union.existing().judged().counts();
    List<Long> together = union.together().judged().counts();
    for (int cell = 0; cell < existing.size(); cell++) {
      JsonObject each = new JsonObject();
      each.addProperty("existing", existing.get(cell));
      each.addProperty("count", together.get(cell));
      each.add("target_share", number(union.target().share(cell)));
      each.add("share", number(union.together().judged().raw().shares().get(cell)));
      cells.add(name(cell), each);
    }
    json.add("cells", cells);
    return json;
  }

  private JsonArray attributes() {
    JsonArray attributes = new JsonArray();
    for (Attribute attribute : report.space().attributes()) {
      JsonObject json = new JsonObject();
      json.addProperty("name", attribute.name());
      JsonArray classes = new JsonArray();
      attribute.classes().forEach(classes::add);
      json.add("classes", classes);
      attributes.add(json);
    }
    return attributes;
  }

  private JsonObject acceptance(GenerationReport made) {
    JsonObject json = new JsonObject();
    json.add("mean", number(made.meanAcceptance()));
    json.add("min", number(made.acceptance(made.hardestCell())));
    json.addProperty("min_cell", name(made.hardestCell()));
    JsonObject cells = new JsonObject();
    for (int cell = 0; cell < made.drawsByCell().size(); cell++) {
      cells.add(name(cell), number(made.acceptance(cell)));
    }
    json.add("cells", cells);
    return json;
  }

  private JsonObject cells() {
    JsonObject cells = new JsonObject();
    MethodReport audited = report.audited();
    List<Long> counts = audited.labeler().or(audited::auditor).orElseThrow().counts();
    for (int cell = 0; cell < counts.size(); cell++) {
      JsonObject json = new JsonObject();
      json.addProperty("count", counts.get(cell));
      json.add("target_share", number(report.target().share(cell)));
      int at = cell;
      report.generation().ifPresent(made -> json.addProperty("draws", made.drawsByCell().get(at)));
      quality(audited.cells().get(cell), json);
      cells.add(name(cell), json);
    }
    return cells;
  }

  private static void quality(CellQuality cell, JsonObject json) {
    json.add("label_confidence", number(cell.confidence()));
    json.add("auditor_agreement", number(cell.agreement()));
    cell.fid()
        .ifPresent(
            fid -> {
              json.add("fid", number(fid.distance()));
              json.add("fid_unbiased", unbiased(fid));
            });
    cell.kid().ifPresent(kid -> json.add("kid", number(kid.distance())));
    cell.neighbours()
        .ifPresent(
            quality -> {
              json.add("precision", number(quality.precision()));
              json.add("recall", number(quality.recall()));
              json.add("density", number(quality.density()));
            });
    cell.coverage().ifPresent(coverage -> coverage(coverage, json));
    cell.unaided().ifPresent(test -> json.add("against_unaided", energy(test)));
    cell.labelled().ifPresent(test -> json.add("labelled_against_unlabelled", energy(test)));
  }

  private static JsonObject energy(EnergyTest test) {
    JsonObject json = new JsonObject();
    json.add("energy_distance", number(test.distance()));
    json.add("p", number(test.p()));
    json.addProperty("rows", test.first());
    json.addProperty("rows_compared_with", test.second());
    return json;
  }

  private static void coverage(CoverageRatio coverage, JsonObject json) {
    json.add("coverage", number(coverage.coverage()));
    json.add("expected_coverage", number(coverage.expected()));
    json.add("coverage_ratio", number(coverage.ratio()));
    json.add("coverage_ratio_noise", number(coverage.noise()));
    json.add("coverage_invisible_below", number(coverage.invisible()));
    json.addProperty("coverage_references", coverage.real());
    json.addProperty("coverage_images", coverage.generated());
  }

  private JsonObject method(MethodReport method) {
    JsonObject json = new JsonObject();
    json.addProperty("images", method.images());
    json.add("noise_floor_fd", number(method.noiseFloor().fd95()));
    json.add("noise_floor_kl", number(method.noiseFloor().kl95()));
    method.labeler().ifPresent(labels -> json.add("labeler", labels(labels)));
    method.auditor().ifPresent(labels -> json.add("auditor", labels(labels)));
    json.add("agreement", number(method.agreement()));
    JsonObject fid = new JsonObject();
    JsonObject jackknife = new JsonObject();
    JsonObject floors = new JsonObject();
    JsonObject kid = new JsonObject();
    JsonObject neighbours = new JsonObject();
    JsonObject copies = new JsonObject();
    method
        .quality()
        .forEach(
            (reference, quality) -> {
              fid.add(reference, number(quality.fid().distance()));
              jackknife.add(reference, unbiased(quality.fid()));
              floors.add(reference, number(quality.fidFloor()));
              copies.addProperty(reference, quality.copies());
              quality
                  .kid()
                  .ifPresent(k -> kid.add(reference, estimate(k.distance(), k.interval())));
              quality
                  .neighbours()
                  .ifPresent(
                      n -> {
                        JsonObject four = new JsonObject();
                        four.add("precision", number(n.precision()));
                        four.add("recall", number(n.recall()));
                        four.add("density", number(n.density()));
                        four.add("coverage", number(n.coverage()));
                        neighbours.add(reference, four);
                      });
            });
    json.add("fid", fid);
    json.add("fid_unbiased", jackknife);
    json.add("fid_noise_floor", floors);
    json.add("kid", kid);
    json.add("prdc", neighbours);
    json.add("reference_copies", copies);
    method
        .nearDuplicates()
        .ifPresent(
            found -> {
              JsonObject duplicates = new JsonObject();
              duplicates.add("threshold", number(found.threshold()));
              duplicates.addProperty("pairs", found.pairs());
              duplicates.addProperty("clusters", found.clusters());
              duplicates.addProperty("images", found.rows());
              duplicates.addProperty("largest_cluster", found.largestCluster());
              json.add("near_duplicates", duplicates);
            });
    method
        .memorization()
        .ifPresent(
            found -> {
              JsonObject memorization = new JsonObject();
              memorization.add("threshold", number(found.threshold()));
              memorization.add("share", number(found.share()));
              memorization.add("share_interval", interval(found.interval()));
              memorization.addProperty("images", found.images());
              memorization.addProperty("exact_copies", found.exactCopies());
              memorization.addProperty("unseen_references", found.unseen());
              memorization.addProperty("references_in_training", found.seen());
              json.add("memorization", memorization);
            });
    return json;
  }

  private JsonObject labels(LabelReport labels) {
    JsonObject json = balance(labels.raw().balance());
    intervals(labels.raw(), json);
    json.add("corrected", correction(labels.correction()));
    JsonObject attributes = new JsonObject();
    labels.attributes().forEach((name, balance) -> attributes.add(name, balance(balance)));
    labels
        .attributeCorrections()
        .forEach(
            (name, correction) ->
                attributes.getAsJsonObject(name).add("corrected", correction(correction)));
    json.add("attributes", attributes);
    JsonObject cells = new JsonObject();
    for (int cell = 0; cell < labels.counts().size(); cell++) {
      JsonObject each = new JsonObject();
      each.addProperty("count", labels.counts().get(cell));
      share(labels.raw(), cell, "share", each);
      int at = cell;
      labels.corrected().ifPresent(corrected -> share(corrected, at, "corrected", each));
      cells.add(name(cell), each);
    }
    json.add("cells", cells);
    return json;
  }

  private static void share(BootstrappedBalance balance, int cell, String name, JsonObject into) {
    into.add(name, number(balance.shares().get(cell)));
    into.add(
        name + "_interval",
        balance.cells().isEmpty() ? JsonNull.INSTANCE : interval(balance.cells().get(cell)));
  }

  /** FD without what noise adds to it and its interval, or nulls and the reason. */
  private static void intervals(BootstrappedBalance balance, JsonObject into) {
    into.add(
        "fd_unbiased", balance.fd().map(fd -> number(fd.estimate())).orElse(JsonNull.INSTANCE));
    into.add(
        "fd_interval",
        balance.fd().<JsonElement>map(fd -> interval(fd.interval())).orElse(JsonNull.INSTANCE));
    if (!balance.noInterval().isEmpty()) {
      into.addProperty("no_interval", balance.noInterval());
    }
  }

  /** Balance of the true cells; its numbers are null, with the reason, where they are not known. */
  private static JsonObject correction(Correction correction) {
    JsonObject json = new JsonObject();
    correction
        .balance()
        .ifPresentOrElse(
            corrected -> {
              balance(corrected.balance()).asMap().forEach(json::add);
              intervals(corrected, json);
            },
            () -> {
              json.add("fd", JsonNull.INSTANCE);
              json.add("kl", JsonNull.INSTANCE);
              json.addProperty("reason", correction.reason());
            });
    json.add("condition_number", number(correction.conditionNumber()));
    return json;
  }

  private static JsonObject balance(Balance balance) {
    JsonObject json = new JsonObject();
    json.add("kl", number(balance.kl()));
    json.add("fd", number(balance.fd()));
    json.add("l1", number(balance.l1()));
    json.add("normalized_entropy", number(balance.normalizedEntropy()));
    json.add("dev_rat", number(balance.devRat()));
    json.add("least_share", number(balance.leastShare()));
    json.add("greatest_share", number(balance.greatestShare()));
    json.addProperty("empty_cells", balance.emptyCells());
    return json;
  }

  private static JsonObject floor(NoiseFloor floor) {
    JsonObject json = new JsonObject();
    json.addProperty("images", floor.images());
    json.add("root_mean_square_fd", number(floor.rootMeanSquareFd()));
    json.add("fd_95", number(floor.fd95()));
    json.add("kl_95", number(floor.kl95()));
    return json;
  }

  private JsonObject reference(ReferenceReport reference) {
    JsonObject json = new JsonObject();
    json.addProperty("images", reference.images());
    reference.labeler().ifPresent(matrix -> json.add("labeler_confusion", confusion(matrix)));
    reference.auditor().ifPresent(matrix -> json.add("auditor_confusion", confusion(matrix)));
    return json;
  }

  private static JsonObject confusion(ConfusionMatrix matrix) {
    JsonObject json = new JsonObject();
    json.add("accuracy", number(matrix.accuracy()));
    JsonArray rows = new JsonArray();
    for (int truth = 0; truth < matrix.size(); truth++) {
      JsonArray row = new JsonArray();
      for (int label = 0; label < matrix.size(); label++) {
        row.add(matrix.count(truth, label));
      }
      rows.add(row);
    }
    json.add("counts_by_truth_and_label", rows);
    return json;
  }

  private static JsonObject fit(FitReport fit) {
    JsonObject json = new JsonObject();
    json.addProperty("components", fit.componentCount());
    json.addProperty("covariance", fit.covariance());
    json.addProperty("dimension", fit.dimension());
    json.add("purity", number(fit.purity()));
    json.add("weights", numbers(fit.weights()));
    json.add("log_likelihood", numbers(fit.logLikelihood()));
    json.add(
        "seconds_per_iteration", numbers(fit.trace().stream().map(FitIteration::seconds).toList()));
    json.add(
        "bytes_per_partition",
        numbers(fit.trace().stream().map(each -> (double) each.statisticsBytes()).toList()));
    return json;
  }

  private String name(int cell) {
    return report.space().cellName(cell);
  }

  /** The estimate without bias and its interval, or null and the reason. */
  private static JsonObject unbiased(FoldedMoments.Estimate fid) {
    JsonObject json =
        fid.corrected()
            .map(corrected -> estimate(corrected.estimate(), corrected.interval()))
            .orElseGet(JsonObject::new);
    if (fid.corrected().isEmpty()) {
      json.add("estimate", JsonNull.INSTANCE);
      json.add("interval", JsonNull.INSTANCE);
      json.addProperty("reason", fid.noInterval());
    }
    return json;
  }

  private static JsonObject estimate(double value, Interval interval) {
    JsonObject json = new JsonObject();
    json.add("estimate", number(value));
    json.add("interval", interval(interval));
    return json;
  }

  private static JsonArray interval(Interval interval) {
    return numbers(List.of(interval.lower(), interval.upper()));
  }

  private static JsonArray numbers(List<Double> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(number(value)));
    return array;
  }

  private static JsonElement number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : JsonNull.INSTANCE;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
