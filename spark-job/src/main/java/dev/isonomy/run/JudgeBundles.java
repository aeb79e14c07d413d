package dev.isonomy.run;

import dev.isonomy.config.BundleSettings;
import dev.isonomy.config.JudgeChoice;
import dev.isonomy.model.BundleVerifier;
import dev.isonomy.model.Judge;
import dev.isonomy.model.Judges;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.spark.task.BundleSource;
import dev.isonomy.spark.task.BundleSource.JudgeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Bundles beside the model that label and audit its images. */
public final class JudgeBundles {
  private JudgeBundles() {}

  /**
   * A model with the judges that are configured, whose files are verified.
   *
   * @throws dev.isonomy.error.UserException if a bundle cannot be opened, or they do not fit the
   *     model or each other
   */
  public static ModelBundle judged(
      ModelBundle model, BundleSettings settings, Configuration hadoop) {
    return model.judgedBy(opened(settings.labelers(), hadoop), opened(settings.auditors(), hadoop));
  }

  private static List<Judges.Choice> opened(List<JudgeChoice> choices, Configuration hadoop) {
    List<Judges.Choice> opened = new ArrayList<>();
    for (JudgeChoice each : choices) {
      Optional<String> pin = Optional.of(each.sha256()).filter(sha256 -> !sha256.isEmpty());
      Judges.Choice choice =
          new Judges.Choice(BundleSource.openLabels(each.uri(), pin, hadoop), each.attributes());
      BundleVerifier.verify(choice.bundle());
      opened.add(choice);
    }
    return opened;
  }

  /** Where executors find the labelers that are configured. */
  static List<JudgeSource> labelers(BundleSettings settings, ModelBundle model) {
    return sources(settings.labelers(), model.judges().map(Judges::labelers).orElse(List.of()));
  }

  /** Where executors find the auditors that are configured. */
  static List<JudgeSource> auditors(BundleSettings settings, ModelBundle model) {
    return sources(settings.auditors(), model.judges().map(Judges::auditors).orElse(List.of()));
  }

  private static List<JudgeSource> sources(List<JudgeChoice> choices, List<Judge> judges) {
    List<JudgeSource> sources = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      sources.add(
          new JudgeSource(
              choices.get(i).uri(),
              judges.get(i).bundle().fingerprint(),
              choices.get(i).attributes()));
    }
    return sources;
  }

  /** Which attributes judges tell, for people. */
  public static String told(List<Judge> judges) {
    return String.join(
        ", ",
        judges.stream()
            .flatMap(
                judge -> judge.attributes().stream().map(name -> name + " (" + judge.name() + ")"))
            .toList());
  }

  /** Which networks of which bundles tell what, in one text for a fingerprint. */
  public static String identity(List<Judge> judges) {
    return String.join(
        "; ",
        judges.stream()
            .map(
                judge ->
                    judge.bundle().fingerprint()
                        + " "
                        + judge.module().label()
                        + " of "
                        + String.join(", ", judge.attributes()))
            .toList());
  }
}
