package dev.isonomy.stage;

/**
 * How many units one Spark job makes. Cores that are done wait for the last unit of a wave, so that
 * a wave should be long; on object storage its files appear when it ends, so that a crash of the
 * driver costs what a wave made.
 */
final class Waves {
  /** The wait for the last unit is then a few percent of the wave. */
  private static final int UNITS_PER_CORE = 16;

  private Waves() {}

  /**
   * The units of the next wave, asked for each time: executors come and go.
   *
   * @param configured as the user wants it, 0 for the usual number
   */
  static int units(RunContext run, int configured) {
    return configured > 0 ? configured : Math.multiplyExact(UNITS_PER_CORE, run.parallelism());
  }
}
