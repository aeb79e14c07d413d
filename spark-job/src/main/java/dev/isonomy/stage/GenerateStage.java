package dev.isonomy.stage;

import dev.isonomy.config.IsonomyConfig;
import dev.isonomy.run.Fingerprint;
import dev.isonomy.run.RunContext;
import java.util.Map;

/**
 * Generates the data set as the plan says it, in waves of units, one Spark job each. What is there
 * already is read from the data set itself, and only the other units are made.
 */
final class GenerateStage extends RunStage {
  GenerateStage() {
    super(Artifacts.DATASET, "Generates the data set, unit by unit.");
  }

  @Override
  void addKeys(Fingerprint.Builder keys, IsonomyConfig config) { // obeys the plan
  }

  @Override
  public Map<String, Long> make(RunContext run) {
    new Generation(run).generate();
    return Map.of();
  }
}
