package dev.isonomy.stage;

import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.TargetKind;
import dev.isonomy.config.TargetShares;
import dev.isonomy.plan.BalanceMethod;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.RunContext;
import java.util.Map;
import java.util.TreeMap;

/** Decides what is made, and from what, to the last unit: {@code plan.json}. */
final class PlanStage extends RunStage {
  PlanStage() {
    super(Artifacts.PLAN, "Cuts the target into work units with exact quotas.");
  }

  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) {
    keys.put("target.kind", config.target().kind());
    keys.put("target.shares", new TreeMap<>(config.target().shares()));
    keys.put("target.existing", config.target().existing());
    if (config.target().kind() == TargetKind.COMPLEMENT) {
      keys.put("target.class-numbers", config.target().classNumbers());
    }
    keys.put("plan.images", config.plan().images());
    keys.put("plan.unit-size", config.plan().unitSize());
    keys.put("plan.validation-share", config.plan().splits().validation());
    keys.put("plan.test-share", config.plan().splits().test());
    keys.put("plan.method", config.plan().method().name());
    keys.put("generate.max-draws-per-image", config.generate().maxDrawsPerImage());
    keys.put("generate.shortfall", config.generate().shortfall());
  }

  @Override
  public void check(RunContext run) {
    boolean weighted = run.config().plan().method() instanceof BalanceMethod.Weighted;
    AttributeSpace space = weighted ? run.space() : run.asked().space();
    TargetShares.whole(run.config().target(), space);
    if (run.config().target().kind() == TargetKind.COMPLEMENT) {
      Targets.of(run.spark(), run.config().target(), space, run.config().plan().images());
    }
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    new Planning(run).plan();
    return Map.of();
  }
}
