package dev.isonomy.audit;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.isonomy.audit.metric.JsonParts;

/**
 * The report as JSON: {@code audit.json}. Its names are stable: components of records in snake
 * case, in {@link AuditDocument} and in each metric's finding. Numbers that do not exist are null,
 * as JSON knows neither infinity nor NaN.
 */
public final class AuditJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .serializeNulls()
          .disableHtmlEscaping()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .registerTypeAdapterFactory(new ReportAdapters())
          .create();

  private AuditJson() {}

  /** The report as indented text. */
  public static String text(AuditReport report) {
    return GSON.toJson(of(report)) + "\n";
  }

  /** The report as a tree. */
  public static JsonObject of(AuditReport report) {
    return tree(AuditDocument.of(report));
  }

  /** Records as a tree. */
  static JsonObject tree(JsonParts parts) {
    return GSON.toJsonTree(parts).getAsJsonObject();
  }
}
