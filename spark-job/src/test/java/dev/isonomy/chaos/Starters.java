package dev.isonomy.chaos;

import dev.isonomy.SharedSpark;
import dev.isonomy.s3.S3Process;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.s3.UnitFiles;
import dev.isonomy.stage.JobProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * Starts several processes on one run directory: two or three at random moments, others after the
 * owner was killed or while it is suspended. One may work, the others must be refused, and the
 * result must be that of a run that nobody disturbed.
 */
final class Starters implements AutoCloseable {
  private static final int PER_CELL = 4;
  private static final int LATENTS = 6 * PER_CELL;
  private static final int UNITS = 2;
  private static final int SIMULTANEOUS_MILLIS = 300;
  private static final int SUSPENDED_TIMEOUT = 6;

  /** Of every so many seeds one kills the owner, one suspends it, one runs all stages. */
  private static final int KINDS = 10;

  private final java.nio.file.Path directory;
  private final Optional<S3Process> server;
  private final String base;
  private final Configuration hadoop;
  private final FileSystem files;
  private final SortedMap<String, String> expected;
  private final SortedMap<String, String> latents;
  private final long calmMillis;

  /**
   * What a seed led to.
   *
   * @param seed of the moments
   * @param what was done
   * @param started how many processes there were
   * @param refused how many of them were refused because another one owned the directory
   * @param problems what is wrong, empty if one worked and the images are the undisturbed ones
   */
  record Outcome(long seed, String what, int started, int refused, List<String> problems) {
    @Override
    public String toString() {
      return "seed %d: %s, %s: %d processes, %d refused"
          .formatted(
              seed, what, problems.isEmpty() ? "right" : "BROKEN " + problems, started, refused);
    }
  }

  private Starters(java.nio.file.Path directory, Optional<S3Process> server) throws Exception {
    this.directory = directory;
    this.server = server;
    this.base =
        server.isPresent() ? "s3a://" + S3Process.BUCKET + "/" : directory.resolve("runs") + "/";
    this.hadoop = server.map(S3Process::hadoop).orElseGet(Configuration::new);
    this.files = new Path(base).getFileSystem(hadoop);
    TinyImages.write(
        SharedSpark.session(), directory.resolve("source").toUri().toString(), PER_CELL);
    long start = System.nanoTime();
    JobProcess calm = start("run", "calm", "calm", 60);
    if (calm.status() != 0) {
      throw new IllegalStateException("the undisturbed run failed: " + calm.output());
    }
    this.calmMillis = (System.nanoTime() - start) / 1_000_000;
    this.expected = new UnitFiles(base + "calm", hadoop).images();
    this.latents = latents("calm");
    if (expected.size() != 6 * UNITS || latents.size() != LATENTS) {
      throw new IllegalStateException(
          "the undisturbed run has %d images, %d latents"
              .formatted(expected.size(), latents.size()));
    }
  }

  /** Run directories on this machine. */
  static Starters local(java.nio.file.Path directory) throws Exception {
    return new Starters(directory, Optional.empty());
  }

  /** Run directories in a bucket. */
  static Starters onS3(java.nio.file.Path directory) throws Exception {
    S3Process server = S3Process.start(Files.createDirectories(directory.resolve("objects")), 0, 1);
    return new Starters(directory, Optional.of(server));
  }

  /** Starts processes until one of them is done. */
  Outcome run(long seed) throws Exception {
    RandomGenerator random = new SplittableRandom(seed);
    return switch ((int) Math.floorMod(seed, (long) KINDS)) {
      case 0 -> together(seed, "run", random);
      case 3 -> {
        copyPlan("seed-" + seed);
        yield together(seed, "generate", random);
      }
      case 6 -> killed(seed, random);
      case 9 -> suspended(seed, random);
      default -> together(seed, "encode", random); // where two runs once doubled latents
    };
  }

  private Outcome together(long seed, String command, RandomGenerator random) throws Exception {
    int count = 2 + random.nextInt(2);
    boolean simultaneous = random.nextBoolean();
    long span = simultaneous ? SIMULTANEOUS_MILLIS : calmMillis / 2;
    List<Long> moments =
        random.longs(count, 0, span).sorted().boxed().toList(); // the first one is not always at 0
    List<JobProcess> all = new ArrayList<>();
    long begin = System.nanoTime();
    for (long moment : moments) {
      sleepUntil(begin + moment * 1_000_000);
      all.add(start(command, "seed-" + seed, "seed-" + seed + "-" + all.size(), 60));
    }
    String what = "%d times isonomy %s within %d ms".formatted(count, command, span);
    return outcome(seed, what, !command.equals("encode"), all, List.of());
  }

  /** A process is refused while the owner lives; two after its death: one of them goes on. */
  private Outcome killed(long seed, RandomGenerator random) throws Exception {
    String run = "seed-" + seed;
    JobProcess owner = start("run", run, run + "-owner", 60);
    awaitOwner(run, owner);
    JobProcess refused = start("run", run, run + "-early", 60);
    Thread.sleep(random.nextLong(calmMillis / 2));
    owner.kill();
    List<JobProcess> all = new ArrayList<>(List.of(refused));
    if (owner.status() == 0) { // it was done before the moment came
      all.add(owner);
    }
    all.add(start("run", run, run + "-next", 60));
    all.add(start("run", run, run + "-other", 60));
    return outcome(seed, "owner killed", true, all, List.of());
  }

  /** The owner sleeps for longer than the time-out, is replaced, and wakes up. */
  private Outcome suspended(long seed, RandomGenerator random) throws Exception {
    String run = "seed-" + seed;
    JobProcess owner = start("run", run, run + "-owner", SUSPENDED_TIMEOUT);
    awaitOwner(run, owner);
    Thread.sleep(random.nextLong(calmMillis / 2));
    owner.signal("STOP");
    List<String> problems = new ArrayList<>();
    try {
      Thread.sleep(SUSPENDED_TIMEOUT * 1000L / 2);
      JobProcess next = start("run", run, run + "-next", SUSPENDED_TIMEOUT);
      boolean duringItsWork = random.nextBoolean();
      while (next.alive() && !(duringItsWork && next.output().contains("taken over from"))) {
        Thread.sleep(50);
      }
      owner.signal("CONT");
      int status = owner.status();
      boolean done = next.output().contains("nothing to do"); // it slept when all was done
      boolean told = owner.output().contains("this process stops");
      if (!(status == 2 && told) && !done) {
        problems.add("the suspended owner ended with " + status + ": " + lastLine(owner));
      }
      return outcome(
          seed,
          "owner suspended, awake " + (duringItsWork ? "during" : "after") + " the other's work",
          true,
          status == 0 ? List.of(owner, next) : List.of(next), // 0: it was done before it slept
          problems);
    } finally {
      owner.kill();
    }
  }

  private void awaitOwner(String run, JobProcess process) throws Exception {
    Path lease = new Path(base + run, "lease");
    while (process.alive()) {
      try {
        for (FileStatus file : files.listStatus(lease)) {
          if (file.getPath().getName().endsWith(".json") && text(file).contains("\"owner\"")) {
            return;
          }
        }
      } catch (IOException notYet) {
        // neither the directory, nor a file that stays
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("nobody owned " + run + ": " + process.output());
  }

  private String text(FileStatus file) throws IOException {
    try (InputStream in = files.open(file.getPath())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Outcome outcome(
      long seed, String what, boolean withImages, List<JobProcess> all, List<String> found)
      throws Exception {
    List<String> problems = new ArrayList<>(found);
    int worked = 0;
    int refused = 0;
    for (JobProcess process : all) {
      int status = process.status();
      boolean inUse =
          process.output().contains("is in use by process")
              && process.output().lines().count() <= 2;
      boolean late = process.output().contains("nothing to do");
      worked += status == 0 && !late ? 1 : 0;
      refused += status == 2 && inUse ? 1 : 0;
      if (!(status == 0 || (status == 2 && inUse))) {
        problems.add("status %d: %s".formatted(status, lastLine(process)));
      }
    }
    if (worked != 1) {
      problems.add(worked + " processes worked");
    }
    compare("seed-" + seed, withImages, problems);
    if (server.isEmpty() && problems.isEmpty()) {
      delete(java.nio.file.Path.of(base + "seed-" + seed));
    }
    return new Outcome(seed, what, all.size(), refused, problems);
  }

  private void compare(String run, boolean withImages, List<String> problems) throws Exception {
    if (withImages) {
      SortedMap<String, String> images = new UnitFiles(base + run, hadoop).images();
      if (!images.equals(expected)) {
        problems.add("other images than the undisturbed run: " + images.size());
      }
    }
    if (!latents(run).equals(latents)) {
      problems.add("other latents than the undisturbed run");
    }
    if (files.exists(new Path(base + run, "lease"))) {
      problems.add("the lease is left");
    }
  }

  /** Id to row; the row is marked where an id is there twice. */
  private SortedMap<String, String> latents(String run) throws IOException {
    SortedMap<String, String> rows = new TreeMap<>();
    for (FileStatus file : files.listStatus(new Path(base + run, "latents"))) {
      if (file.getPath().getName().endsWith(".parquet")) {
        try (ParquetReader<Group> reader =
            ParquetReader.builder(new GroupReadSupport(), file.getPath())
                .withConf(hadoop)
                .build()) {
          for (Group row = reader.read(); row != null; row = reader.read()) {
            rows.merge(row.getString("id", 0), row.toString(), (one, other) -> one + "twice");
          }
        }
      }
    }
    return rows;
  }

  private void copyPlan(String run) throws IOException {
    for (String name : List.of("latents", "mixture", "association.json", "plan.json")) {
      copy(name, run);
    }
    for (String stage : List.of("encode", "fit", "associate", "plan")) {
      copy("stages/" + stage + ".json", run);
    }
  }

  private void copy(String name, String run) throws IOException {
    FileUtil.copy(
        files, new Path(base + "calm", name), files, new Path(base + run, name), false, hadoop);
  }

  private JobProcess start(String command, String run, String log, int timeoutSeconds)
      throws Exception {
    TinyJob job =
        TinyJob.of(
                base + run,
                TinyJob.bundle().toString(),
                directory.resolve("source").toString(),
                UNITS)
            .set("run.lease-timeout", String.valueOf(timeoutSeconds))
            .set("spark.master", "local[2]");
    server.ifPresent(it -> job.spark(it.sparkProperties()));
    return JobProcess.start(
        directory.resolve(log + ".log"),
        server.isPresent() ? S3Process.environment() : Map.of(),
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
        job.arguments(command));
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = (nanos - System.nanoTime()) / 1_000_000;
    if (left > 0) {
      Thread.sleep(left);
    }
  }

  private static String lastLine(JobProcess process) {
    return process.output().lines().reduce((a, b) -> b).orElse("");
  }

  private static void delete(java.nio.file.Path run) throws IOException {
    try (var all = Files.walk(run)) {
      for (java.nio.file.Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() {
    server.ifPresent(S3Process::close);
  }
}
