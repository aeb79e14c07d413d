package dev.isonomy.bench;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.isonomy.mixture.CovarianceType;
import java.util.List;
import java.util.Locale;

/**
 * What one line of the table says: seconds are per iteration, on the wall unless said otherwise.
 */
record FitCase(
    ClusteredRows data,
    CovarianceType type,
    Speed ours,
    Speed mllib,
    Speed sklearn,
    double floorSeconds,
    long statisticBytes) {
  /** The columns of the table. */
  static final List<String> HEAD =
      List.of(
          "n, d, k",
          "covariance",
          "s/iteration",
          "CPU s",
          "MLlib (full) s",
          "CPU s",
          "times faster",
          "scikit-learn s",
          "times faster",
          "ours / floor",
          "log-likelihood",
          "MLlib's",
          "scikit-learn's");

  /**
   * One implementation's speed; not a number where it was not run.
   *
   * @param seconds per iteration
   * @param cpuSeconds per iteration
   * @param ratio its seconds divided by ours, within rounds
   * @param cpuRatio its CPU seconds divided by ours, within rounds
   * @param logLikelihood nats per row after all iterations
   */
  record Speed(
      double seconds, double cpuSeconds, double ratio, double cpuRatio, double logLikelihood) {}

  List<String> row() {
    return List.of(
        data.n() + ", " + data.d() + ", " + data.k(),
        type.id(),
        text("%.3f", ours.seconds),
        text("%.3f", ours.cpuSeconds),
        text("%.3f", mllib.seconds),
        text("%.3f", mllib.cpuSeconds),
        text("%.1f", mllib.ratio),
        text("%.3f", sklearn.seconds),
        text("%.1f", sklearn.ratio),
        text("%.2f", ours.seconds / floorSeconds),
        text("%.6f", ours.logLikelihood),
        text("%.6f", mllib.logLikelihood),
        text("%.6f", sklearn.logLikelihood));
  }

  private static String text(String format, double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("n", data.n());
    json.addProperty("d", data.d());
    json.addProperty("k", data.k());
    json.addProperty("covariance", type.id());
    add(json, "seconds_per_iteration", ours.seconds);
    add(json, "ratio_to_mllib", mllib.ratio);
    add(json, "ratio_to_sklearn", sklearn.ratio);
    add(json, "ratio_to_floor", ours.seconds / floorSeconds);
    add(json, "log_likelihood", ours.logLikelihood);
    add(json, "mllib_log_likelihood", mllib.logLikelihood);
    add(json, "sklearn_log_likelihood", sklearn.logLikelihood);
    add(json, "cpu_seconds_per_iteration", ours.cpuSeconds);
    add(json, "cpu_ratio_to_mllib", mllib.cpuRatio);
    add(json, "cpu_ratio_to_sklearn", sklearn.cpuRatio);
    add(json, "mllib_seconds_per_iteration", mllib.seconds);
    add(json, "mllib_cpu_seconds_per_iteration", mllib.cpuSeconds);
    add(json, "sklearn_seconds_per_iteration", sklearn.seconds);
    add(json, "sklearn_cpu_seconds_per_iteration", sklearn.cpuSeconds);
    add(json, "floor_seconds_per_iteration", floorSeconds);
    json.addProperty("bytes_per_partition_and_iteration", statisticBytes);
    return json;
  }

  private static void add(JsonObject json, String key, double number) {
    if (Double.isNaN(number)) {
      json.add(key, JsonNull.INSTANCE);
    } else {
      json.addProperty(key, number);
    }
  }
}
