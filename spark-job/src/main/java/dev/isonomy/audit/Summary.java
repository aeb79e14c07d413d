package dev.isonomy.audit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.isonomy.run.Console;
import java.util.Locale;

/** A few friendly lines after a run, out of {@code audit.json}. */
public final class Summary {
  private Summary() {}

  /**
   * Prints a run's summary.
   *
   * @param json text of {@code audit.json}
   * @param dataset where the data set is
   * @param page where the report is
   */
  public static void print(Console console, String json, String dataset, String page) {
    JsonObject audit = JsonParser.parseString(json).getAsJsonObject();
    console.say("");
    console.say(
        "%s images from %s draws, %s images/s"
            .formatted(
                shown(number(audit, "images"), 0),
                shown(number(audit, "draws"), 0),
                shown(number(audit, "images_per_second"), 1)));
    console.say("");
    console.say("KL to the target       labeler  auditor");
    balance(
        console,
        audit,
        "prior",
        text(audit, "prior_is").equals(Baseline.CODES.title())
            ? "before (mixture codes)"
            : "before (model unaided)");
    String subject = text(audit, "dataset_method");
    balance(console, audit, subject, "after  (this data set)");
    console.say(
        String.format(
            Locale.ROOT,
            "acceptance             mean %s%%, lowest cell %s%%",
            shown(100 * number(audit, "acceptance", "mean"), 1),
            shown(100 * number(audit, "acceptance", "min"), 1)));
    console.say("");
    console.say("data set  " + dataset);
    console.say("report    " + page);
    verdict(console, audit);
  }

  /** The last lines: the verdict, its reason, and the weakest cell by the auditor. */
  public static void verdict(Console console, JsonObject audit) {
    String headline = text(audit, "headline");
    if (audit.has("notes")) {
      audit.getAsJsonArray("notes").forEach(note -> console.say("note      " + note.getAsString()));
    }
    console.say("");
    console.say("verdict   " + (headline.isEmpty() ? text(audit, "verdict") : headline));
    if (!headline.isEmpty()) {
      console.say("reason    " + text(audit, "reason"));
      console.say("weakest   " + weakest(audit));
    }
  }

  private static String weakest(JsonObject audit) {
    if (!audit.get("weakest_cell").isJsonObject()) {
      return "not known: no auditor judged the labels";
    }
    JsonObject cell = audit.getAsJsonObject("weakest_cell");
    return "%s: the auditor confirms %s%% of its %s images"
        .formatted(
            text(cell, "cell"),
            shown(100 * number(cell, "agreement"), 1),
            shown(number(cell, "images"), 0));
  }

  private static String text(JsonObject json, String name) {
    return json.has(name) ? json.get(name).getAsString() : "";
  }

  private static void balance(Console console, JsonObject audit, String method, String label) {
    console.say(
        "%s %7s  %7s"
            .formatted(
                label,
                shown(number(audit, "methods", method, "labeler", "kl"), 3),
                shown(number(audit, "methods", method, "auditor", "kl"), 3)));
  }

  private static double number(JsonObject json, String... path) {
    JsonElement at = json;
    for (String name : path) {
      at = at != null && at.isJsonObject() ? at.getAsJsonObject().get(name) : null;
    }
    return at != null && at.isJsonPrimitive() ? at.getAsDouble() : Double.NaN;
  }

  private static String shown(double number, int digits) {
    return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, "%,." + digits + "f", number);
  }
}
