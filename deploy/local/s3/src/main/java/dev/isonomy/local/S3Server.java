package dev.isonomy.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * An S3 server over a directory: every folder of it is a bucket. Prints one line when it can be
 * used, {@code ready ENDPOINT FAULTY_ENDPOINT}; the second address leads to the same server, but a
 * share of the requests fails on the way.
 *
 * <p>Credentials are those of the environment, {@code AWS_ACCESS_KEY_ID} and {@code
 * AWS_SECRET_ACCESS_KEY}. It ends when its standard input does, so that it never outlives who
 * started it.
 */
public final class S3Server {
  private static final String HOST = "127.0.0.1";
  private static final int START_TRIES = 600;
  private static final long TRY_MILLIS = 50;

  private S3Server() {}

  /**
   * Starts the server.
   *
   * @param arguments directory, bucket, share of requests that fail (0..1), seed of the failures,
   *     optionally the port
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    if (given.size() < 4 || given.size() > 5) {
      System.err.println("usage: S3Server DIRECTORY BUCKET FAULT_SHARE SEED [PORT]");
      System.exit(2);
    }
    Path directory = Path.of(given.get(0)).toAbsolutePath();
    Files.createDirectories(directory.resolve(given.get(1)));
    int port = given.size() == 5 ? Integer.parseInt(given.get(4)) : freePort();
    startServer(directory, port);
    FaultyProxy faulty =
        FaultyProxy.start(
            port, new Faults(Double.parseDouble(given.get(2)), Long.parseLong(given.get(3))));
    System.out.printf("ready http://%s:%d http://%s:%d%n", HOST, port, HOST, faulty.port());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whatever is said is of no interest; the end is.
    }
    System.exit(0);
  }

  private static void startServer(Path directory, int port) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("s3proxy.endpoint", "http://" + HOST + ":" + port);
    properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
    properties.setProperty("s3proxy.identity", environment("AWS_ACCESS_KEY_ID"));
    properties.setProperty("s3proxy.credential", environment("AWS_SECRET_ACCESS_KEY"));
    properties.setProperty("jclouds.provider", "filesystem-nio2");
    properties.setProperty("jclouds.filesystem.basedir", directory.toString());
    Path file = Files.createTempFile("isonomy-s3", ".properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    Class<?> main = Class.forName("org.gaul.s3proxy.Main");
    main.getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {"--properties", file.toString()});
    awaitPort(port);
    Files.delete(file);
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int i = 0; i < START_TRIES; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(TRY_MILLIS);
      }
    }
    throw new IllegalStateException("the S3 server does not listen on port " + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException(name + " must be set in the environment");
    }
    return value;
  }
}
