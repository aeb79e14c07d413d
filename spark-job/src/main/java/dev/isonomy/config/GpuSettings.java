package dev.isonomy.config;

/**
 * Section {@code gpu}: what Spark is asked for where networks run.
 *
 * @param perExecutor GPUs of an executor under dynamic allocation, 0 to ask for none
 * @param tasksPerGpu tasks that share a GPU
 * @param discoveryScript script that lists an executor's GPUs, empty for Spark's own
 * @param vendor name of the vendor's resource on Kubernetes
 */
public record GpuSettings(int perExecutor, int tasksPerGpu, String discoveryScript, String vendor) {
  static GpuSettings read(Section section) {
    return new GpuSettings(
        section.integer("per-executor", 0, 64),
        section.integer("tasks-per-gpu", 1, 64),
        section.text("discovery-script"),
        section.text("vendor"));
  }
}
