package dev.isonomy.chaos;

import dev.isonomy.stage.JobProcess;
import java.util.random.RandomGenerator;

/** What is killed, with SIGKILL. */
enum Fault {
  /** The JVM that runs tasks. */
  EXECUTOR,
  /** The JVM that starts executors, and its executor with it. */
  WORKER,
  /** The JVM that commits. */
  DRIVER;

  /** Makes trouble; false if there was nobody to kill. */
  boolean happen(TwoWorkers cluster, JobProcess driver, RandomGenerator random) throws Exception {
    switch (this) {
      case EXECUTOR -> {
        return cluster.killExecutor(random);
      }
      case WORKER -> cluster.killWorker(random);
      case DRIVER -> {
        boolean alive = driver.alive();
        driver.kill();
        return alive;
      }
    }
    return true;
  }
}
