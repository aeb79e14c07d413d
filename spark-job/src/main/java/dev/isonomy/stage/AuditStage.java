package dev.isonomy.stage;

import dev.isonomy.audit.Summary;
import dev.isonomy.config.AuditSettings;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.run.Console;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.RunContext;
import dev.isonomy.run.RunDirectory;
import java.util.Map;

/**
 * Measures the data set beside the other balance methods: {@code audit.json}, {@code audit.html}.
 */
final class AuditStage extends RunStage {
  AuditStage() {
    super(Artifacts.AUDIT, "Reports how balanced and how good the data set is.");
  }

  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) {
    AuditSettings audit = config.audit();
    keys.put("audit.methods", audit.methods().stream().map(BalanceMethod::name).toList());
    keys.put("audit.images-per-method", audit.imagesPerMethod());
    keys.put("audit.guidances", audit.guidances());
    keys.put("audit.reference-images", audit.referenceImages());
    keys.put("audit.training-images", audit.trainingImages());
    keys.put("audit.grid-images", audit.gridImages());
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    new RunAudit(run).audit();
    return Map.of();
  }

  @Override
  public void summarize(RunDirectory directory, Console console) {
    Summary.print(
        console,
        directory.read(artifact().name()),
        directory.shown(Artifacts.DATASET.name()),
        directory.shown(RunAudit.PAGE));
  }
}
