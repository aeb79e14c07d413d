package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.MethodReport;
import dev.isonomy.audit.measure.PromptMetric.OfPrompt;
import dev.isonomy.audit.measure.PromptMetric.PromptFinding;
import dev.isonomy.audit.metric.Figures;
import dev.isonomy.audit.metric.MetricColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page's table of prompts: how far the cells of each prompt's images are from what was wanted,
 * by every method.
 *
 * @param methods names of the methods, the audited one first
 * @param rows the prompts, those first whose images are farthest off in the data set
 * @param hidden how many prompts there are besides
 */
public record PromptRows(List<String> methods, List<Row> rows, int hidden) {
  private static final int MOST = 60;

  /**
   * A prompt.
   *
   * @param name its name
   * @param images how many it has in the data set
   * @param distances KL per method
   */
  public record Row(String name, String images, List<String> distances) {}

  static Optional<PromptRows> of(AuditReport report) {
    Map<String, PromptFinding> found = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(report.audited()),
            report.methods().stream().filter(each -> !each.equals(report.audited())))
        .forEach(
            (MethodReport method) ->
                method
                    .finding(PromptFinding.class)
                    .ifPresent(each -> found.put(method.name(), each)));
    PromptFinding audited = found.get(report.audited().name());
    if (audited == null) {
      return Optional.empty();
    }
    List<Map.Entry<String, OfPrompt>> prompts = new ArrayList<>(audited.prompts().entrySet());
    prompts.sort(Comparator.comparingDouble(entry -> -entry.getValue().kl()));
    List<Row> rows =
        prompts.stream()
            .limit(MOST)
            .map(
                entry ->
                    new Row(
                        entry.getKey(),
                        Figures.count(entry.getValue().images()),
                        found.values().stream()
                            .map(finding -> distance(finding.prompts().get(entry.getKey())))
                            .toList()))
            .toList();
    return Optional.of(
        new PromptRows(List.copyOf(found.keySet()), rows, prompts.size() - rows.size()));
  }

  private static String distance(OfPrompt prompt) {
    return prompt == null ? MetricColumn.NONE : Figures.decimal(prompt.kl());
  }
}
