package dev.isonomy.s3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Command lines of the job on the tiny bundle. */
public final class TinyJob {
  private final Map<String, String> settings = new LinkedHashMap<>();

  private TinyJob() {}

  /** A job of units of six images, one of each cell. */
  public static TinyJob of(String runDirectory, String bundle, String source, int units) {
    TinyJob job = new TinyJob();
    job.set("run.dir", runDirectory);
    job.set("bundle.uri", bundle);
    job.set("bundle.device", "cpu");
    job.set("source.kind", "parquet");
    job.set("source.path", source);
    job.set("fit.components-per-cell", "1");
    job.set("fit.max-iterations", "10");
    job.set("associate.pilot-per-cell", "2");
    job.set("associate.pilot-error", "0.5");
    job.set("plan.images", String.valueOf(6 * units));
    job.set("plan.unit-size", "6");
    job.set("generate.steps", "4");
    job.set("generate.batch-size", "16");
    job.set("generate.max-draws-per-image", "500");
    job.set("generate.units-per-wave", "4");
    job.set("audit.methods", "[]");
    job.set("audit.reference-images", "0");
    return job;
  }

  /** Where the tiny bundle is in the sources. */
  public static Path bundle() {
    Path here = Path.of("").toAbsolutePath();
    Path root = here.endsWith("spark-job") ? here.getParent() : here;
    return root.resolve("generator-udf/src/test/resources/bundles/tiny");
  }

  /** Sets a key, without the leading {@code isonomy.}. */
  public TinyJob set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** Sets Spark properties. */
  public TinyJob spark(Map<String, String> properties) {
    properties.forEach((key, value) -> set("spark.properties." + key, value));
    return this;
  }

  /** The command line. */
  public List<String> arguments(String command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    settings.forEach(
        (key, value) -> arguments.addAll(List.of("--set", "isonomy." + key + "=" + value)));
    return arguments;
  }
}
