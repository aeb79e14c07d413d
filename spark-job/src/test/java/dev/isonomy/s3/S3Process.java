package dev.isonomy.s3;

import dev.isonomy.cluster.ThisJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A real S3 server (s3proxy over a directory) in a JVM of its own, with a second door behind which
 * a share of the requests fails.
 */
public final class S3Process implements AutoCloseable {
  /** The one bucket there is. */
  public static final String BUCKET = "bucket";

  private static final String USER = "isonomy-test-user";
  private static final String PASSWORD = "isonomy-test-word";

  private final Process process;
  private final String endpoint;
  private final String faultyEndpoint;

  private S3Process(Process process, String endpoint, String faultyEndpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.faultyEndpoint = faultyEndpoint;
  }

  /** Starts a server that keeps its objects below a directory. */
  public static S3Process start(Path directory, double faultShare, long seed) throws IOException {
    Path module = module();
    String libraries = Files.readString(module.resolve("target/server.classpath")).strip();
    List<String> command =
        new ArrayList<>(
            List.of(
                ThisJvm.java(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                module.resolve("target/classes") + java.io.File.pathSeparator + libraries,
                "dev.isonomy.local.S3Server",
                directory.toString(),
                BUCKET,
                Double.toString(faultShare),
                Long.toString(seed)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(directory.resolveSibling("s3.log").toFile());
    builder.environment().putAll(environment());
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IllegalStateException(
          "the S3 server did not start: " + Files.readString(directory.resolveSibling("s3.log")));
    }
    String[] words = line.split(" ", -1);
    return new S3Process(process, words[1], words[2]);
  }

  private static Path module() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("deploy")) ? here : here.getParent();
    return root.resolve("deploy/local/s3");
  }

  /** Credentials, where the provider chain looks for them. */
  public static Map<String, String> environment() {
    return Map.of("AWS_ACCESS_KEY_ID", USER, "AWS_SECRET_ACCESS_KEY", PASSWORD);
  }

  /** Spark properties of a client, without credentials. */
  public Map<String, String> sparkProperties() {
    return properties(endpoint);
  }

  /** Spark properties of a client that goes through the faulty door. */
  public Map<String, String> faultySparkProperties() {
    return properties(faultyEndpoint);
  }

  private static Map<String, String> properties(String endpoint) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint", endpoint,
        "spark.hadoop.fs.s3a.endpoint.region", "us-east-1",
        "spark.hadoop.fs.s3a.path.style.access", "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled", "false",
        "spark.hadoop.fs.s3a.retry.interval", "50ms",
        "spark.hadoop.fs.s3a.retry.throttle.interval", "50ms");
  }

  /** Hadoop's configuration of the test's own look at the server. */
  public Configuration hadoop() {
    Configuration hadoop = new Configuration();
    String prefix = "spark.hadoop.";
    sparkProperties().forEach((key, value) -> hadoop.set(key.substring(prefix.length()), value));
    hadoop.set("fs.s3a.access.key", USER);
    hadoop.set("fs.s3a.secret.key", PASSWORD);
    // Hadoop caches file systems by bucket alone: the next server of this JVM has the same one.
    hadoop.setBoolean("fs.s3a.impl.disable.cache", true);
    return hadoop;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
