package dev.isonomy.stage;

import dev.isonomy.config.AssociateSettings;
import dev.isonomy.config.AuditSettings;
import dev.isonomy.config.FitSettings;
import dev.isonomy.config.GenerateSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.LiftSettings;
import dev.isonomy.config.Redaction;
import dev.isonomy.config.Section;
import dev.isonomy.config.SourceSettings;
import dev.isonomy.config.TargetKind;
import dev.isonomy.diffusion.Ddim;
import dev.isonomy.plan.BalanceMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which keys determine which stage. A stage's fingerprint includes those of the stages before it;
 * keys that only change speed (generate.batch-size, the master) are left out.
 */
final class Fingerprints {
  private final Map<String, String> keys = new LinkedHashMap<>();

  private Fingerprints() {}

  /** The fingerprint of one stage's result. */
  static Fingerprint of(Stage stage, IsonomyConfig config, String modelSha256) {
    Fingerprints collected = new Fingerprints();
    for (Stage each : stage.upTo()) {
      collected.add(each, config, modelSha256);
    }
    return new Fingerprint(collected.keys);
  }

  /**
   * The fingerprint of a run's assets.
   *
   * @param pictures what determined the run's data set, empty if other pictures are lifted
   */
  static Fingerprint ofLift(
      LiftSettings lift, String lifterSha256, String labelerSha256, Fingerprint pictures) {
    Fingerprints collected = new Fingerprints();
    collected.put("lift.bundle.uri (its SHA-256)", lifterSha256);
    collected.keys.putAll(pictures.keys());
    collected.put("bundle.uri (its SHA-256)", labelerSha256);
    collected.put("lift.path", lift.path());
    collected.put("lift.image-column", lift.imageColumn());
    collected.put("lift.mask-column", lift.maskColumn());
    collected.put("lift.format", lift.format().label());
    collected.put("lift.unit-size", lift.unitSize());
    collected.put("lift.views", lift.views());
    collected.put("lift.micro-batch", lift.microBatch());
    return new Fingerprint(collected.keys);
  }

  private void add(Stage stage, IsonomyConfig config, String modelSha256) {
    switch (stage) {
      case ENCODE -> addEncode(config, modelSha256);
      case FIT -> addFit(config.fit());
      case ASSOCIATE -> addAssociate(config);
      case PLAN -> addPlan(config);
      case GENERATE -> {} // obeys the plan
      case AUDIT -> addAudit(config.audit());
    }
  }

  private void addEncode(IsonomyConfig config, String modelSha256) {
    SourceSettings source = config.source();
    put("bundle.uri (its SHA-256)", modelSha256);
    put("bundle.noisy-timestep", config.bundle().noisyTimestep());
    put("bundle.micro-batch", config.bundle().microBatch());
    put("run.seed", config.run().seed());
    put("source.kind", source.kind());
    if (source.kind().drawn()) {
      put("source.natural", source.natural());
      put("source.support-per-cell", source.supportPerCell());
    } else {
      put("source.path", source.path());
      put("source.image-column", source.imageColumn());
      put("source.labels", source.labels());
      put("source.class-numbers", source.classNumbers());
      put("source.labelled-rows", source.labelledRows());
      put("source.max-rejected-share", source.maxRejectedShare());
    }
  }

  private void addFit(FitSettings fit) {
    put("fit.engine", fit.engine());
    put("fit.covariance", fit.covariance());
    put("fit.rank", fit.rank());
    put("fit.components-per-cell", fit.componentsPerCell());
    put("fit.components", fit.components());
    put("fit.rows", fit.rows());
    put("fit.labels", fit.labels());
    put("fit.max-iterations", fit.maxIterations());
    put("fit.tolerance", fit.tolerance());
    put("fit.covariance-floor", fit.covarianceFloor());
    put("fit.restarts", fit.restarts());
    put("fit.restart-sample-size", fit.restartSampleSize());
    put("fit.pca.dimension", fit.pca().dimension());
    put("fit.pca.variance-share", fit.pca().varianceShare());
    put("fit.selection.by", fit.selection().by());
    put("fit.selection.components", fit.selection().components());
    put("fit.selection.held-out-share", fit.selection().heldOutShare());
  }

  // The pilot draws as the plan and the generation will.
  private void addAssociate(IsonomyConfig config) {
    AssociateSettings associate = config.associate();
    GenerateSettings generate = config.generate();
    put("associate.smoothing", associate.smoothing());
    put("associate.pilot-per-cell", associate.pilotPerCell());
    put("associate.pilot-error", associate.pilotError());
    put("associate.pilot-most-per-cell", associate.pilotMostPerCell());
    put("associate.label-weight", associate.labelWeight());
    put("target.excluded", config.target().excluded());
    put("plan.minimum-purity", config.plan().minimumPurity());
    put("bundle.precision", config.bundle().precision());
    put("generate.sampler", generate.sampler().label());
    put("generate.eta", generate.sampler() instanceof Ddim ddim ? ddim.eta() : 0);
    put("generate.steps", generate.steps());
    put("generate.guidance", generate.guidance());
    put("generate.timestep-spacing", generate.timestepSpacing());
  }

  private void addPlan(IsonomyConfig config) {
    put("target.kind", config.target().kind());
    put("target.shares", new TreeMap<>(config.target().shares()));
    put("target.existing", config.target().existing());
    if (config.target().kind() == TargetKind.COMPLEMENT) {
      put("target.class-numbers", config.target().classNumbers());
    }
    put("plan.images", config.plan().images());
    put("plan.unit-size", config.plan().unitSize());
    put("plan.validation-share", config.plan().splits().validation());
    put("plan.test-share", config.plan().splits().test());
    put("plan.method", config.plan().method().name());
    put("generate.max-draws-per-image", config.generate().maxDrawsPerImage());
    put("generate.shortfall", config.generate().shortfall());
  }

  private void addAudit(AuditSettings audit) {
    put("audit.methods", audit.methods().stream().map(BalanceMethod::name).toList());
    put("audit.images-per-method", audit.imagesPerMethod());
    put("audit.reference-images", audit.referenceImages());
    put("audit.training-images", audit.trainingImages());
    put("audit.grid-images", audit.gridImages());
  }

  private void put(String key, Object value) {
    String text = value instanceof Enum<?> constant ? Section.nameOf(constant) : value.toString();
    keys.put("isonomy." + key, Redaction.redact("", text)); // it is written, a secret is not
  }
}
