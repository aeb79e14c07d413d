package dev.isonomy.local;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A door to an HTTP server on this machine behind which a share of the requests meets a fault: an
 * overloaded server, a connection that breaks before or after the request was carried out, an
 * answer that breaks off or trickles.
 */
final class FaultyProxy {
  private static final int SLICES = 8;
  private static final long SLICE_MILLIS = 60;
  private static final byte[] OVERLOADED =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>
      """
          .getBytes(StandardCharsets.UTF_8);

  private final ServerSocket door;
  private final int upstream;
  private final Faults faults;

  private FaultyProxy(ServerSocket door, int upstream, Faults faults) {
    this.door = door;
    this.upstream = upstream;
    this.faults = faults;
  }

  /** Opens the door to the server on a port. */
  static FaultyProxy start(int upstream, Faults faults) throws IOException {
    ServerSocket door = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    FaultyProxy proxy = new FaultyProxy(door, upstream, faults);
    daemon(proxy::accept);
    return proxy;
  }

  int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = door.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Exchange exchange = new Exchange(client, server);
      boolean open = true;
      while (open) {
        open = exchange.next(faults);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      // One side has gone; so has the connection.
    }
  }

  /** Requests and answers over one connection of a client. */
  private static final class Exchange {
    private final Socket client;
    private final InputStream fromClient;
    private final OutputStream toClient;
    private final InputStream fromServer;
    private final OutputStream toServer;

    Exchange(Socket client, Socket server) throws IOException {
      this.client = client;
      this.fromClient = new BufferedInputStream(client.getInputStream());
      this.toClient = new BufferedOutputStream(client.getOutputStream());
      this.fromServer = new BufferedInputStream(server.getInputStream());
      this.toServer = new BufferedOutputStream(server.getOutputStream());
    }

    /** Passes one request and its answer on; returns whether another one may follow. */
    boolean next(Faults faults) throws IOException, InterruptedException {
      Optional<HttpHead> head = HttpHead.read(fromClient);
      if (head.isEmpty()) {
        return false;
      }
      HttpHead request = head.get();
      Faults.Fault fault = faults.next();
      switch (fault) {
        case RESET_BEFORE -> {
          return reset();
        }
        case UNAVAILABLE -> {
          return refuse(request);
        }
        default -> {}
      }
      forward(request, toServer);
      HttpHead answer = HttpHead.read(fromServer).orElseThrow(() -> new IOException("no answer"));
      byte[] body = body(request, answer);
      return switch (fault) {
        case RESET_AFTER -> reset();
        case TRUNCATED -> truncate(answer, body);
        case SLOW -> trickle(request, answer, body);
        default -> answer(request, answer, body);
      };
    }

    // Whoever expects it is told to continue here: the server shall see one plain request.
    private void forward(HttpHead request, OutputStream out) throws IOException {
      if (request.header("expect").isPresent()) {
        toClient.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        toClient.flush();
      }
      request.without("expect").write(out);
      HttpBody.pass(request, fromClient, out);
      out.flush();
    }

    private byte[] body(HttpHead request, HttpHead answer) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      if (answer.answersWithBody(request)) {
        HttpBody.pass(answer, fromServer, body);
      }
      return body.toByteArray();
    }

    private boolean answer(HttpHead request, HttpHead answer, byte[] body) throws IOException {
      answer.write(toClient);
      toClient.write(body);
      toClient.flush();
      return !request.closes() && !answer.closes();
    }

    private boolean trickle(HttpHead request, HttpHead answer, byte[] body)
        throws IOException, InterruptedException {
      Thread.sleep(SLICE_MILLIS);
      answer.write(toClient);
      for (int slice = 0; slice < SLICES; slice++) {
        int from = (int) ((long) body.length * slice / SLICES);
        int to = (int) ((long) body.length * (slice + 1) / SLICES);
        toClient.write(body, from, to - from);
        toClient.flush();
        Thread.sleep(SLICE_MILLIS);
      }
      return !request.closes() && !answer.closes();
    }

    private boolean truncate(HttpHead answer, byte[] body) throws IOException {
      answer.write(toClient);
      toClient.write(body, 0, body.length / 2);
      toClient.flush();
      return reset();
    }

    private boolean refuse(HttpHead request) throws IOException {
      forward(request, OutputStream.nullOutputStream());
      String head =
          "HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: "
              + (request.method().equals("HEAD") ? 0 : OVERLOADED.length)
              + "\r\n\r\n";
      toClient.write(head.getBytes(StandardCharsets.ISO_8859_1));
      if (!request.method().equals("HEAD")) {
        toClient.write(OVERLOADED);
      }
      toClient.flush();
      return !request.closes();
    }

    /** Closes so that the other side sees a reset, not an end. */
    private boolean reset() throws IOException {
      client.setSoLinger(true, 0);
      client.close();
      return false;
    }
  }
}
