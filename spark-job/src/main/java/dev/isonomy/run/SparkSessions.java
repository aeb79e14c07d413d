package dev.isonomy.run;

import dev.isonomy.config.Redaction;
import dev.isonomy.config.SparkSettings;
import dev.isonomy.dataset.Dataset;
import dev.isonomy.dataset.UnitCommitProtocol;
import dev.isonomy.spark.metrics.IsonomyPlugin;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as the configuration and spark-submit want it. */
public final class SparkSessions {
  // Splits must not depend on the number of cores: the order in which rows are summed follows them.
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.sql.files.minPartitionNum",
          "1",
          "spark.sql.session.timeZone",
          "UTC",
          // Columns are what their names say: a table may have both "age" and "Age".
          "spark.sql.caseSensitive",
          "true",
          "spark.sql.parquet.compression.codec",
          "snappy",
          // What a fit collects is checked against the heap before it starts; see FitMemory.
          "spark.driver.maxResultSize",
          "0",
          Dataset.COMMIT_PROTOCOL,
          UnitCommitProtocol.class.getName(),
          "spark.redaction.regex",
          Redaction.SECRET);

  // S3 has no rename: the magic committer uploads in parts and completes the uploads at commit.
  private static final String S3A_FACTORY = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";
  private static final Map<String, String> S3A_DEFAULTS =
      Map.of(
          "spark.hadoop.fs.s3a.committer.name", "magic",
          "spark.hadoop.fs.s3a.committer.magic.enabled", "true",
          "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a", S3A_FACTORY);

  // A local run is one process that a person waits for.
  private static final Map<String, String> LOCAL_DEFAULTS =
      Map.of(
          "spark.ui.enabled", "false",
          // A task that runs out of memory fails, and the job tells; else it would end this
          // process.
          "spark.executor.killOnFatalError.depth", "0",
          "spark.ui.showConsoleProgress", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.sql.shuffle.partitions", "4");

  private static final String PLUGINS = "spark.plugins";

  private SparkSessions() {}

  /** The session of this job; it is the caller's to stop. */
  public static SparkSession start(SparkSettings settings) {
    SparkConf conf = conf(settings);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  public static SparkConf conf(SparkSettings settings) {
    SparkConf conf = new SparkConf();
    settings.properties().forEach(conf::set);
    if (!settings.master().isEmpty()) {
      conf.setMaster(settings.master());
    }
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.app.name", settings.appName());
    DEFAULTS.forEach(conf::setIfMissing);
    addPlugin(conf);
    if (isPresent(S3A_FACTORY)) {
      S3A_DEFAULTS.forEach(conf::setIfMissing);
    }
    if (isLocal(conf)) {
      LOCAL_DEFAULTS.forEach(conf::setIfMissing);
    }
    return conf;
  }

  private static void addPlugin(SparkConf conf) {
    String own = IsonomyPlugin.class.getName();
    String others = conf.get(PLUGINS, "");
    if (!Arrays.asList(others.split(",")).contains(own)) {
      conf.set(PLUGINS, others.isEmpty() ? own : others + "," + own);
    }
  }

  private static boolean isPresent(String className) {
    return SparkSessions.class.getClassLoader().getResource(className.replace('.', '/') + ".class")
        != null;
  }

  public static boolean isLocal(SparkConf conf) {
    String master = conf.get("spark.master");
    return master.equals("local") || master.startsWith("local[");
  }

  /** Hadoop's configuration as Spark will see it, before Spark is started. */
  public static Configuration hadoop(SparkSettings settings) {
    Configuration hadoop = new Configuration();
    String prefix = "spark.hadoop.";
    for (var property : conf(settings).getAll()) {
      if (property._1().startsWith(prefix)) {
        hadoop.set(property._1().substring(prefix.length()), property._2());
      }
    }
    return hadoop;
  }
}
