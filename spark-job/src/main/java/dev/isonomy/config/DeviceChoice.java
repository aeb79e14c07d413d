package dev.isonomy.config;

/** Where the model's modules run. */
public enum DeviceChoice {
  /** On the GPU that Spark assigned to the task, on the CPU if it assigned none. */
  AUTO,
  CPU,
  GPU
}
