package dev.isonomy.chaos;

import dev.isonomy.SharedSpark;
import dev.isonomy.s3.S3Process;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.s3.UnitFiles;
import dev.isonomy.stage.JobProcess;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Runs the job on a cluster of two workers with everything on S3 while executors, workers and
 * drivers are killed and a fifth of the requests to S3 fail, until it is done; then compares its
 * images with those of a run that nobody disturbed.
 */
final class Chaos implements AutoCloseable {
  private static final String BUCKET = "s3a://" + S3Process.BUCKET + "/";
  private static final String CALM = BUCKET + "calm";
  private static final double FAULT_SHARE = 0.2;
  private static final int MOST_STARTS = 12;
  private static final int PER_CELL = 20;

  /** Of every so many seeds one starts from nothing; the others from a plan, with units to make. */
  private static final int FROM_NOTHING = 5;

  private final java.nio.file.Path directory;
  private final S3Process server;
  private final TwoWorkers cluster;
  private final FileSystem files;
  private final int units;
  private final SortedMap<String, String> expected;
  private final long calmMillis;

  /**
   * What a seed led to.
   *
   * @param seed of the moments and victims
   * @param starts of the driver until the job was done
   * @param killed who was killed
   * @param read file versions that the polling reader read
   * @param problems what is wrong, empty if the images are the undisturbed ones
   */
  record Outcome(long seed, int starts, List<Fault> killed, int read, List<String> problems) {
    @Override
    public String toString() {
      return "seed %d: %s after %d starts, killed %s, %d files read meanwhile"
          .formatted(
              seed, problems.isEmpty() ? "equal" : "BROKEN " + problems, starts, killed, read);
    }
  }

  private Chaos(java.nio.file.Path directory, int units, long seed) throws Exception {
    this.directory = directory;
    this.units = units;
    this.server =
        S3Process.start(Files.createDirectories(directory.resolve("objects")), FAULT_SHARE, seed);
    this.files = new Path(BUCKET).getFileSystem(server.hadoop());
    this.cluster = TwoWorkers.start(directory.resolve("spark"), S3Process.environment());
    java.nio.file.Path source = directory.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), PER_CELL);
    files.copyFromLocalFile(new Path(source.toUri()), new Path(BUCKET + "source"));
    files.copyFromLocalFile(new Path(TinyJob.bundle().toUri()), new Path(BUCKET + "tiny"));
    long start = System.nanoTime();
    JobProcess calm = start("calm", "run", CALM, server.sparkProperties());
    if (calm.status() != 0) {
      throw new IllegalStateException("the undisturbed run failed: " + calm.output());
    }
    this.calmMillis = (System.nanoTime() - start) / 1_000_000;
    this.expected = new UnitFiles(CALM, server.hadoop()).images();
    if (expected.size() != 6 * units) {
      throw new IllegalStateException("the undisturbed run has " + expected.size() + " images");
    }
  }

  /** Starts server and cluster and makes the undisturbed run. */
  static Chaos prepare(java.nio.file.Path directory, int units, long seed) throws Exception {
    return new Chaos(directory, units, seed);
  }

  /** Disturbs a run until it is done. */
  Outcome run(long seed) throws Exception {
    RandomGenerator random = new SplittableRandom(seed);
    String run = BUCKET + "seed-" + seed;
    boolean fromNothing = seed % FROM_NOTHING == 0;
    if (!fromNothing) {
      copyPlan(run);
    }
    Fault first = Fault.values()[(int) Math.floorMod(seed, (long) Fault.values().length)];
    List<Fault> killed = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    UnitFiles made = new UnitFiles(run, server.hadoop());
    int starts = 0;
    int status = -1;
    PollingReader reader = PollingReader.start(made);
    try (reader) {
      while (status != 0 && starts < MOST_STARTS) {
        JobProcess driver =
            start(
                "seed-" + seed + "-" + starts++,
                fromNothing ? "run" : "generate",
                run,
                server.faultySparkProperties());
        // Two rounds are disturbed; then only S3 goes on failing, so that there is an end.
        if (starts <= 2) {
          Fault trouble = starts == 1 ? first : any(random);
          disturb(trouble, driver, random, killed);
        }
        status = driver.status();
        if (status == 2) {
          problems.add("exit status 2: " + lastLine(driver));
          break;
        }
      }
    }
    if (status != 0) {
      problems.add("not done after " + starts + " starts");
    }
    compare(made, problems);
    problems.addAll(reader.broken());
    return new Outcome(seed, starts, killed, reader.read(), problems);
  }

  private static Fault any(RandomGenerator random) {
    return Fault.values()[random.nextInt(Fault.values().length)];
  }

  private void disturb(Fault trouble, JobProcess driver, RandomGenerator random, List<Fault> killed)
      throws Exception {
    long moment = System.nanoTime() + random.nextLong(calmMillis * 1_000_000);
    while (driver.alive() && System.nanoTime() < moment) {
      Thread.sleep(20);
    }
    boolean done = false;
    while (driver.alive() && !done) { // there may be no executor yet
      done = trouble.happen(cluster, driver, random);
      Thread.sleep(20);
    }
    if (done) {
      killed.add(trouble);
    }
  }

  private void compare(UnitFiles made, List<String> problems) {
    try {
      SortedMap<String, String> images = made.images();
      if (!images.equals(expected)) {
        long other =
            expected.entrySet().stream()
                .filter(image -> !image.getValue().equals(images.get(image.getKey())))
                .count();
        problems.add(
            "%d images, of the undisturbed ones %d are missing or different"
                .formatted(images.size(), other));
      }
    } catch (java.io.IOException | RuntimeException e) {
      problems.add("cannot be read: " + e);
    }
  }

  private void copyPlan(String run) throws Exception {
    Configuration hadoop = files.getConf();
    for (String name : List.of("latents", "mixture", "association.json", "plan.json")) {
      FileUtil.copy(files, new Path(CALM, name), files, new Path(run, name), false, hadoop);
    }
    for (String stage : List.of("encode", "fit", "associate", "plan")) {
      String file = "stages/" + stage + ".json";
      FileUtil.copy(files, new Path(CALM, file), files, new Path(run, file), false, hadoop);
    }
  }

  private JobProcess start(String name, String command, String run, Map<String, String> s3)
      throws Exception {
    Map<String, String> properties = new HashMap<>(s3);
    properties.putAll(cluster.sparkProperties());
    TinyJob job = TinyJob.of(run, BUCKET + "tiny", BUCKET + "source", units).spark(properties);
    return JobProcess.start(
        directory.resolve(name + ".log"),
        S3Process.environment(),
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        job.arguments(command));
  }

  private static String lastLine(JobProcess driver) {
    return driver.output().lines().reduce((a, b) -> b).orElse("");
  }

  @Override
  public void close() {
    cluster.close();
    server.close();
  }
}
