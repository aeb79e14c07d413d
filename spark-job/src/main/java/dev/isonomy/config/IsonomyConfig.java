package dev.isonomy.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.isonomy.error.UserException;
import dev.isonomy.plan.BalanceMethod;
import java.util.HashMap;
import java.util.Map;

/**
 * The checked configuration of a run, one record per section of {@code reference.conf}.
 *
 * @param values the merged values that the records were read from, for the resolved dump
 */
public record IsonomyConfig(
    RunSettings run,
    SparkSettings spark,
    BundleSettings bundle,
    GpuSettings gpu,
    SourceSettings source,
    FitSettings fit,
    AssociateSettings associate,
    TargetSettings target,
    PromptSettings prompts,
    PlanSettings plan,
    GenerateSettings generate,
    AuditSettings audit,
    LiftSettings lift,
    Config values) {

  /**
   * Merges the layers and checks every key and value.
   *
   * @throws dev.isonomy.error.UserException if a key is unknown or a value is of another kind or
   *     out of range
   */
  public static IsonomyConfig load(ConfigLayers layers) {
    IsonomyConfig config;
    try {
      Config values = layers.merged();
      config = read(new Section(values), values);
    } catch (ConfigException e) { // of a kind that no check of ours foresaw
      throw new UserException(ConfigLayers.oneLine(String.valueOf(e.getMessage())), e);
    }
    config.requirePhrasings();
    if (!config.spark.allowStaticCredentials()) {
      config.refuseStaticCredentials(layers.sparkProperties());
    }
    return config;
  }

  private void requirePhrasings() {
    boolean planned = plan.method() instanceof BalanceMethod.Prompted;
    if (!planned && audit.methods().stream().noneMatch(BalanceMethod.Prompted.class::isInstance)) {
      return;
    }
    String where = planned ? "isonomy.plan.method is" : "isonomy.audit.methods names";
    if (prompts.naming().isEmpty()) {
      throw new UserException(
          "isonomy.prompts.naming must be set where %s prompted: phrasings of the prompts that name classes, such as \"{prompt}, a woman\""
              .formatted(where));
    }
    if (associate.pilotPerCell() == 0) {
      throw new UserException(
          "isonomy.associate.pilot-per-cell must be above 0 where %s prompted: the pilot alone tells which phrasing makes which cell"
              .formatted(where));
    }
  }

  private void refuseStaticCredentials(Map<String, String> sparkProperties) {
    Map<String, String> properties = new HashMap<>(sparkProperties);
    properties.putAll(spark.properties());
    Map<String, String> places = new HashMap<>();
    places.put("isonomy.run.dir", run.dir());
    places.put("isonomy.bundle.uri", bundle.uri());
    places.put("isonomy.source.path", source.path());
    places.put("isonomy.target.existing", target.existing());
    places.put("isonomy.prompts.parquet", prompts.parquet());
    places.put("isonomy.prompts.table", prompts.table());
    for (int i = 0; i < bundle.labelers().size(); i++) {
      places.put("isonomy.bundle.labelers, entry " + (i + 1), bundle.labelers().get(i).uri());
    }
    for (int i = 0; i < bundle.auditors().size(); i++) {
      places.put("isonomy.bundle.auditors, entry " + (i + 1), bundle.auditors().get(i).uri());
    }
    StaticCredentials.refuse(properties, places);
  }

  private static IsonomyConfig read(Section root, Config values) {
    BundleSettings bundle = BundleSettings.read(root.section("bundle"));
    AssociateSettings associate = AssociateSettings.read(root.section("associate"));
    PlanSettings plan = PlanSettings.read(root.section("plan"));
    if (associate.abstainBelow() > 0 && plan.method() instanceof BalanceMethod.Weighted) {
      throw root.section("plan")
          .wrong(
              "method",
              "conditional where isonomy.associate.abstain-below is above 0, as other methods keep"
                  + " every draw,");
    }
    return new IsonomyConfig(
        RunSettings.read(root.section("run")),
        SparkSettings.read(root.section("spark")),
        bundle,
        GpuSettings.read(root.section("gpu")),
        SourceSettings.read(root.section("source"), bundle.uri()),
        FitSettings.read(root.section("fit")),
        associate,
        TargetSettings.read(root.section("target"), bundle.uri()),
        PromptSettings.read(root.section("prompts")),
        plan,
        GenerateSettings.read(root.section("generate")),
        AuditSettings.read(root.section("audit")),
        LiftSettings.read(root.section("lift")),
        values);
  }

  /** The resolved configuration as HOCON, secrets blanked out, readable by {@code --config}. */
  public String dump() {
    return Redaction.render(values);
  }
}
