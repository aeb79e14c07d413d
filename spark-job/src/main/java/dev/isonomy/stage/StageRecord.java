package dev.isonomy.stage;

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
record StageRecord(
    String stage, boolean complete, Fingerprint fingerprint, Map<String, Long> counts) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  StageRecord {
    counts = counts == null ? Map.of() : Map.copyOf(counts); // null where the JSON has none
  }

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  static StageRecord fromJson(String json, String where) {
    try {
      StageRecord stageRecord = GSON.fromJson(json, StageRecord.class);
      if (stageRecord == null || stageRecord.stage == null || stageRecord.fingerprint == null) {
        throw new JsonParseException("it lacks the stage or the fingerprint");
      }
      return stageRecord;
    } catch (JsonParseException e) {
      throw new UserException(
          where + " is damaged: choose another isonomy.run.dir or delete that run", e);
    }
  }
}
