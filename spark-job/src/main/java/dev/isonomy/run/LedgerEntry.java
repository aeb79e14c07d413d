package dev.isonomy.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.isonomy.error.UserException;
import java.util.Map;

/**
 * What the run's directory knows about a stage: {@code stages/<stage>.json}.
 *
 * @param stage its name
 * @param complete whether its artifact is whole; a data set may be in the making
 * @param fingerprint what determined the artifact
 * @param counts what it holds, by name; none in records of earlier versions
 */
record LedgerEntry(
    String stage, boolean complete, Fingerprint fingerprint, Map<String, Long> counts) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  LedgerEntry {
    counts = counts == null ? Map.of() : Map.copyOf(counts); // null where the JSON has none
  }

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  static LedgerEntry fromJson(String json, String where) {
    try {
      LedgerEntry entry = GSON.fromJson(json, LedgerEntry.class);
      if (entry == null || entry.stage == null || entry.fingerprint == null) {
        throw new JsonParseException("it lacks the stage or the fingerprint");
      }
      return entry;
    } catch (JsonParseException e) {
      throw new UserException(
          where + " is damaged: choose another isonomy.run.dir or delete that run", e);
    }
  }
}
