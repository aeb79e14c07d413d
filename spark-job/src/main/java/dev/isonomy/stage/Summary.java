package dev.isonomy.stage;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Locale;

/** A few friendly lines after a run, out of {@code audit.json}. */
final class Summary {
  private Summary() {}

  static void print(Console console, RunDirectory directory) {
    JsonObject audit =
        JsonParser.parseString(directory.read(Stage.AUDIT.artifact())).getAsJsonObject();
    console.say("");
    console.say(
        "%s images from %s draws, %s images/s"
            .formatted(
                shown(number(audit, "images"), 0),
                shown(number(audit, "draws"), 0),
                shown(number(audit, "images_per_second"), 1)));
    console.say("");
    console.say("KL to the target       labeler  auditor");
    balance(console, audit, "prior", "before (model unaided)");
    balance(console, audit, "conditional", "after  (this data set)");
    console.say(
        "acceptance             mean %s%%, lowest cell %s%%"
            .formatted(
                shown(100 * number(audit, "acceptance", "mean"), 1),
                shown(100 * number(audit, "acceptance", "min"), 1)));
    console.say("");
    console.say("data set  " + directory.shown("dataset"));
    console.say("report    " + directory.shown("audit.html"));
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
