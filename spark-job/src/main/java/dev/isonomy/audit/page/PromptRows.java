package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.measure.PromptMetric.OfPrompt;
import dev.isonomy.audit.measure.PromptMetric.PromptFinding;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.MetricColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page's table of prompts: how far the cells of each prompt's images are from what was wanted,
 * and the images from references that show the same, by every method.
 *
 * @param headings of the figures, those of the audited method first
 * @param rows the prompts, those first whose images are farthest off in the data set
 * @param quality whether there are distances from references
 * @param hidden how many prompts there are besides
 */
public record PromptRows(List<String> headings, List<Row> rows, boolean quality, int hidden) {
  private static final int MOST = 60;

  /**
   * A prompt.
   *
   * @param name its name
   * @param images how many it has in the data set
   * @param figures one per heading
   */
  public record Row(String name, String images, List<String> figures) {}

  /** A figure of every prompt; empty where it was not measured. */
  private record Column(String heading, PromptFinding finding, Figure figure) {
    String of(String prompt) {
      return Optional.ofNullable(finding.prompts().get(prompt))
          .flatMap(figure::of)
          .orElse(MetricColumn.NONE);
    }

    boolean isMeasured() {
      return finding.prompts().values().stream().anyMatch(each -> figure.of(each).isPresent());
    }
  }

  private interface Figure {
    Optional<String> of(OfPrompt prompt);
  }

  static Optional<PromptRows> of(AuditReport report) {
    Optional<PromptFinding> audited = report.audited().finding(PromptFinding.class);
    if (audited.isEmpty()) {
      return Optional.empty();
    }
    List<Column> balance = columns(report, "KL, ", PromptRows::balance);
    List<Column> quality = columns(report, "FID, ", PromptRows::quality);
    List<Column> columns =
        Stream.concat(balance.stream(), quality.stream()).filter(Column::isMeasured).toList();
    List<Map.Entry<String, OfPrompt>> prompts =
        new ArrayList<>(audited.orElseThrow().prompts().entrySet());
    prompts.sort(Comparator.comparingDouble(entry -> -entry.getValue().kl()));
    return Optional.of(
        new PromptRows(
            columns.stream().map(Column::heading).toList(),
            prompts.stream().limit(MOST).map(entry -> row(entry, columns)).toList(),
            quality.stream().anyMatch(Column::isMeasured),
            Math.max(0, prompts.size() - MOST)));
  }

  private static Row row(Map.Entry<String, OfPrompt> prompt, List<Column> columns) {
    return new Row(
        prompt.getKey(),
        Figures.count(prompt.getValue().images()),
        columns.stream().map(column -> column.of(prompt.getKey())).toList());
  }

  private static List<Column> columns(AuditReport report, String figure, Figure value) {
    List<Column> columns = new ArrayList<>();
    Stream.concat(
            Stream.of(report.audited()),
            report.methods().stream().filter(each -> !each.equals(report.audited())))
        .forEach(
            (MethodReport method) ->
                method
                    .finding(PromptFinding.class)
                    .ifPresent(
                        found -> columns.add(new Column(figure + method.name(), found, value))));
    return columns;
  }

  private static Optional<String> balance(OfPrompt prompt) {
    return Optional.of(Figures.decimal(prompt.kl()));
  }

  private static Optional<String> quality(OfPrompt prompt) {
    return prompt.frechet().map(each -> Figures.short3(each.shown()));
  }
}
