package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.run.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final String AUDIT =
      """
      {
        "images": 1800, "draws": 1843, "images_per_second": 38.3, "dataset_method": "prior",
        "headline": "Nearly balanced", "reason": "Judged by an independent auditor.",
        "weakest_cell": {"cell": "old.light", "agreement": 0.9702, "images": 1100},
        "notes": ["With 56 references much stays unseen."],
        "methods": {"prior": {"labeler": {"kl": 0.25}, "auditor": {"kl": 0.5}}}
      }
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, false);

  @Test
  void aRunEndsWithTheVerdictItsReasonAndTheWeakestCell() {
    Summary.print(console, AUDIT, "run/dataset", "run/audit.html");

    assertThat(lines())
        .contains("after  (this data set)   0.250    0.500", "report    run/audit.html")
        .endsWith(
            "note      With 56 references much stays unseen.",
            "",
            "verdict   Nearly balanced",
            "reason    Judged by an independent auditor.",
            "weakest   old.light: the auditor confirms 97.0% of its 1,100 images");
  }

  @Test
  void withoutAnAuditorTheWeakestCellIsNotKnown() {
    JsonObject audit = JsonParser.parseString(AUDIT).getAsJsonObject();
    audit.add("weakest_cell", null);

    Summary.verdict(console, audit);

    assertThat(lines()).endsWith("weakest   not known: no auditor judged the labels");
  }

  @Test
  void aReportOfAnEarlierVersionEndsWithItsVerdict() {
    Summary.verdict(
        console, JsonParser.parseString("{\"verdict\": \"Judged.\"}").getAsJsonObject());

    assertThat(lines()).endsWith("verdict   Judged.");
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
