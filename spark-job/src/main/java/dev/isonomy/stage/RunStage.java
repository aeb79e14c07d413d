package dev.isonomy.stage;

import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.config.TargetShares;
import dev.isonomy.dataset.LabelColumnNames;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Judges;
import dev.isonomy.run.Artifact;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.JudgeBundles;
import dev.isonomy.run.RunDirectory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stage of {@link Stages}: each depends on its own keys and on those of the stages before it. */
public abstract class RunStage implements Stage {
  private final Artifact artifact;
  private final String description;

  RunStage(Artifact artifact, String description) {
    this.artifact = artifact;
    this.description = description;
  }

  @Override
  public final Artifact artifact() {
    return artifact;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final List<Stage> inputs() {
    return List.copyOf(before());
  }

  private List<RunStage> before() {
    return Stages.IN_ORDER.subList(0, Stages.IN_ORDER.indexOf(this));
  }

  @Override
  public final String configFile() {
    return "config.conf";
  }

  /** Adds the keys that determine the artifact, without those of the stages before. */
  abstract void addKeys(Fingerprint.Builder keys, IsonomyConfig config);

  @Override
  public final Fingerprint fingerprint(Prepared run) {
    return fingerprint(
        run.config(), run.bundle().fingerprint(), run.promptFiles(), run.bundle().judges());
  }

  /**
   * Keys that only change speed (generate.batch-size, the master) are left out.
   *
   * @param modelSha256 the bundle's fingerprint
   * @param promptFiles identities of the files that prompts are read from, by key
   * @param judges of other bundles than the model's
   */
  final Fingerprint fingerprint(
      IsonomyConfig config,
      String modelSha256,
      Map<String, String> promptFiles,
      Optional<Judges> judges) {
    Fingerprint.Builder keys = Fingerprint.builder().put("bundle.uri (its SHA-256)", modelSha256);
    judges.ifPresent(found -> addJudges(keys, config, found));
    // What is encoded and fitted does not depend on prompts.
    boolean prompted = Stages.IN_ORDER.indexOf(this) >= Stages.IN_ORDER.indexOf(Stages.ASSOCIATE);
    if (prompted) {
      promptFiles.forEach((key, sha256) -> keys.put(key + " (its SHA-256)", sha256));
    }
    before().forEach(each -> each.addKeys(keys, config));
    addKeys(keys, config);
    return keys.build();
  }

  /** Only an audit depends on auditors. */
  private void addJudges(Fingerprint.Builder keys, IsonomyConfig config, Judges judges) {
    if (!config.bundle().labelers().isEmpty()) {
      keys.put("bundle.labelers (their SHA-256)", JudgeBundles.identity(judges.labelers()));
    }
    if (this == Stages.AUDIT) {
      keys.put("bundle.auditors (their SHA-256)", JudgeBundles.identity(judges.auditors()));
    }
  }

  /** The whole configuration is checked, whichever stage runs: better now than an hour later. */
  @Override
  public void require(Prepared run) {
    IsonomyConfig config = run.config();
    LabelColumnNames.require(
        run.bundle().manifest().attributes(), "bundle " + config.bundle().uri());
    PriorDraws.requireDrawable(config, run.bundle());
    // With prompts, quotas are of pairs, which are known when the table of prompts is read.
    if (!run.bundle().manifest().denoiser().prompted()) {
      requireTarget(run);
    }
    Targets.requireForeign(config.target(), run.directory(), run.hadoop());
  }

  /** What a target asks for must be told by a labeler. */
  private static void requireTarget(Prepared run) {
    try {
      TargetShares.whole(run.config().target(), run.bundle().manifest().attributes());
    } catch (UserException e) {
      if (run.config().bundle().labelers().isEmpty()) {
        throw e;
      }
      throw new UserException(
          e.getMessage()
              + "; the labelers of isonomy.bundle.labelers tell "
              + JudgeBundles.told(run.bundle().judges().orElseThrow().labelers()),
          e);
    }
  }

  /** Nothing stays but the list of images that were refused. */
  @Override
  public final void refused(RunDirectory directory) {
    directory.clear(EncodeStage.REJECTED);
  }
}
