package dev.isonomy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.stage.JobProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job with everything in a bucket of a real S3 server. */
@Tag("job")
@Tag("server")
class ObjectStorageTest {
  private static final int UNITS = 6;
  private static final String PLANTED = "planted-7f3a";
  private static final String BUCKET = "s3a://" + S3Process.BUCKET + "/";

  @TempDir private static java.nio.file.Path temporary;
  private static S3Process server;
  private static FileSystem files;
  private static JobProcess job;
  private static String environmentPage;

  @BeforeAll
  static void runInTheBucket() throws Exception {
    server = S3Process.start(Files.createDirectories(temporary.resolve("objects")), 0, 1);
    Configuration hadoop = server.hadoop();
    files = new Path(BUCKET).getFileSystem(hadoop);
    java.nio.file.Path source = temporary.resolve("source");
    TinyImages.write(SharedSpark.session(), source.toString(), 20);
    files.copyFromLocalFile(new Path(source.toUri()), new Path(BUCKET + "source"));
    files.copyFromLocalFile(new Path(TinyJob.bundle().toUri()), new Path(BUCKET + "models/tiny"));
    int port = freePort();
    job = start("run", disclosing(job(BUCKET + "runs/one"), port));
    environmentPage = environmentPage(port);
    assertThat(job.status()).as(job.output()).isZero();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JobProcess start(String command, TinyJob job) throws Exception {
    return JobProcess.start(
        temporary.resolve(command + ".log"),
        S3Process.environment(),
        List.of("-XX:TieredStopAtLevel=1"),
        job.arguments(command));
  }

  private static TinyJob job(String runDirectory) {
    return TinyJob.of(runDirectory, BUCKET + "models/tiny", BUCKET + "source", UNITS)
        .set("bundle.allowed-locations", "[\"" + BUCKET + "models\"]")
        .set("spark.master", "local[2]")
        .spark(server.sparkProperties());
  }

  /** A job with secrets on its command line that shows what it knows wherever Spark does. */
  private static TinyJob disclosing(TinyJob job, int uiPort) throws IOException {
    return job.set("spark.allow-static-credentials", "true")
        .spark(
            Map.of(
                "spark.hadoop.fs.s3a.bucket.elsewhere.secret.key",
                PLANTED + "1",
                "spark.my.api-key",
                PLANTED + "2",
                "spark.my.address",
                "https://someone:" + PLANTED + "3@host/x?sig=" + PLANTED + "4",
                "spark.ui.enabled",
                "true",
                "spark.ui.port",
                String.valueOf(uiPort),
                "spark.eventLog.enabled",
                "true",
                "spark.eventLog.compress",
                "false",
                "spark.eventLog.dir",
                Files.createDirectories(temporary.resolve("events")).toUri().toString()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Spark's page with all properties, as soon as there is one. */
  private static String environmentPage(int port) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + port + "/environment/");
    while (job.alive()) {
      try (InputStream in = address.toURL().openStream()) {
        String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (page.contains("spark.my.api-key")) {
          return page;
        }
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("Spark's UI was never there: " + job.output());
  }

  @Test
  void noSecretIsWrittenOrShownAnywhere() throws Exception {
    List<String> secrets = List.of(PLANTED, S3Process.environment().get("AWS_SECRET_ACCESS_KEY"));
    assertThat(secrets).allSatisfy(secret -> assertThat(environmentPage).doesNotContain(secret));
    assertThat(environmentPage).contains("*********(redacted)");
    assertThat(Files.readString(temporary.resolve("objects/bucket/runs/one/config.conf")))
        .contains("redacted");
    int read = 0;
    try (Stream<java.nio.file.Path> all = Files.walk(temporary)) {
      for (java.nio.file.Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(secrets).allSatisfy(it -> assertThat(text).as("%s", file).doesNotContain(it));
        read++;
      }
    }
    assertThat(read).as("files, the event log among them").isGreaterThan(20);
    try (Stream<java.nio.file.Path> events = Files.list(temporary.resolve("events"))) {
      assertThat(events).isNotEmpty();
    }
  }

  @Test
  void everyUnitIsOneWholeFile() throws Exception {
    UnitFiles units = new UnitFiles(BUCKET + "runs/one", server.hadoop());
    assertThat(units.list()).hasSize(UNITS);
    SortedMap<String, String> images = units.images();
    assertThat(images).hasSize(6 * UNITS);
  }

  @Test
  void theMagicCommitterCommitsAndLeavesNothingBehind() throws Exception {
    Path data = new Path(BUCKET + "runs/one/dataset/data");
    try (var in = files.open(new Path(data, "_SUCCESS"))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("\"magic\"");
    }
    assertThat(files.listStatus(data)).allMatch(FileStatus::isFile);
    assertThat(files.exists(new Path(BUCKET + "runs/one/audit.html"))).isTrue();
    assertThat(files.exists(new Path(BUCKET + "runs/one/latents/_SUCCESS"))).isTrue();
  }

  @Test
  void verifyReadsItAgainAndTellsADamagedImage() throws Exception {
    JobProcess whole = start("verify", job(BUCKET + "runs/one"));
    assertThat(whole.status()).as(whole.output()).isZero();
    assertThat(whole.output()).contains("is whole: 36 images in 6 units");

    Path copy = new Path(BUCKET + "runs/damaged");
    org.apache.hadoop.fs.FileUtil.copy(
        files, new Path(BUCKET + "runs/one"), files, copy, false, files.getConf());
    Path file = new UnitFiles(copy.toString(), server.hadoop()).list().get(2).getPath();
    byte[] bytes;
    try (var in = files.open(file)) {
      bytes = in.readAllBytes();
    }
    int pixels = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("IDAT") + 8;
    bytes[pixels] ^= 1;
    try (FSDataOutputStream out = files.create(file, true)) {
      out.write(bytes);
    }
    JobProcess damaged = start("verify", job(copy.toString()));
    assertThat(damaged.status()).as(damaged.output()).isEqualTo(1);
    assertThat(damaged.output()).contains("is not whole: it holds row u").contains("SHA-256");
  }
}
