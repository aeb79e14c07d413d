package dev.isonomy.config;

import com.typesafe.config.Config;

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
    PlanSettings plan,
    GenerateSettings generate,
    AuditSettings audit,
    Config values) {

  /**
   * Merges the layers and checks every key and value.
   *
   * @throws dev.isonomy.error.UserException if a key is unknown or a value is of another kind or
   *     out of range
   */
  public static IsonomyConfig load(ConfigLayers layers) {
    Config values = layers.merged();
    Section root = new Section(values);
    return new IsonomyConfig(
        RunSettings.read(root.section("run")),
        SparkSettings.read(root.section("spark")),
        BundleSettings.read(root.section("bundle")),
        GpuSettings.read(root.section("gpu")),
        SourceSettings.read(root.section("source")),
        FitSettings.read(root.section("fit")),
        AssociateSettings.read(root.section("associate")),
        TargetSettings.read(root.section("target")),
        PlanSettings.read(root.section("plan")),
        GenerateSettings.read(root.section("generate")),
        AuditSettings.read(root.section("audit")),
        values);
  }

  /** The resolved configuration as HOCON, secrets blanked out, readable by {@code --config}. */
  public String dump() {
    return Redaction.render(values);
  }
}
