package dev.isonomy.spark.metrics;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.LoggerFactory;

/**
 * Isonomy's part in Spark's driver and executors ({@code spark.plugins}): running tasks report
 * their counts to the driver, so that progress moves while they run, and executors register their
 * metrics. Nothing depends on it but what a person sees.
 */
public final class IsonomyPlugin implements SparkPlugin {
  private static final long REPORT_EVERY_MILLIS = 250;

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** Counts on their way to the driver. */
  private record Report(Map<JobCounts.Part, Long> counts) implements Serializable {}

  private static final class Driver implements DriverPlugin {
    @Override
    public Object receive(Object message) {
      if (message instanceof Report report) {
        JobCounts.merge(report.counts());
      }
      return null;
    }
  }

  private static final class Executor implements ExecutorPlugin {
    private ScheduledExecutorService reporter;

    @Override
    public void init(PluginContext context, Map<String, String> extraConfiguration) {
      context.metricRegistry().register("executor", ExecutorMeters.registry());
      TaskCounts.report(true);
      reporter =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "isonomy-counts");
                thread.setDaemon(true);
                return thread;
              });
      // Its future never ends; shutdown() ends the reporter.
      ScheduledFuture<?> unused =
          reporter.scheduleWithFixedDelay(
              () -> report(context),
              REPORT_EVERY_MILLIS,
              REPORT_EVERY_MILLIS,
              TimeUnit.MILLISECONDS);
    }

    private static void report(PluginContext context) {
      try {
        Map<JobCounts.Part, Long> changes = TaskCounts.changes();
        if (!changes.isEmpty()) {
          context.send(new Report(new HashMap<>(changes)));
        }
      } catch (IOException | RuntimeException e) {
        // A lost report only delays the bar; an exception would end the reports.
        LoggerFactory.getLogger(IsonomyPlugin.class).debug("counts were not reported", e);
      }
    }

    @Override
    public void shutdown() {
      TaskCounts.report(false);
      reporter.shutdownNow();
    }
  }
}
