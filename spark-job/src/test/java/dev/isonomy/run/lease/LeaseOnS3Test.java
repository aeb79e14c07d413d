package dev.isonomy.run.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.error.UserException;
import dev.isonomy.s3.S3Process;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol on a real S3 server. */
@Tag("server")
class LeaseOnS3Test {
  private static final int MOMENTS = 50;
  private static final int MOST_MILLIS = 100;

  @TempDir private java.nio.file.Path temporary;
  private final AtomicInteger inside = new AtomicInteger();
  private final List<Integer> owners = Collections.synchronizedList(new ArrayList<>());

  @Test
  void atFiftyRandomMomentsOneOfTwoOrThreeStartersOwnsTheDirectory() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try (S3Process server =
        S3Process.start(Files.createDirectories(temporary.resolve("objects")), 0, 1)) {
      Path root = new Path("s3a://" + S3Process.BUCKET + "/run");
      FileSystem files = root.getFileSystem(server.hadoop());
      SplittableRandom random = new SplittableRandom(21);
      int refused = 0;
      for (int moment = 0; moment < MOMENTS; moment++) {
        List<Callable<Boolean>> starters = new ArrayList<>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
          int millis = random.nextInt(MOST_MILLIS);
          starters.add(() -> start(files, root, millis));
        }
        int won = 0;
        for (Future<Boolean> each : pool.invokeAll(starters)) {
          won += each.get() ? 1 : 0;
        }
        assertThat(won).as("moment %d", moment).isPositive();
        refused += starters.size() - won;
      }
      assertThat(refused).isPositive();
      assertThat(owners).containsOnly(1);
      assertThat(files.exists(new Path(root, ClaimStore.DIRECTORY))).isFalse();
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean start(FileSystem files, Path root, int afterMillis) throws Exception {
    Thread.sleep(afterMillis);
    try (RunLease lease =
        Acquisition.of(files, root, root.toString(), 60, note -> {}).acquire("isonomy run")) {
      owners.add(inside.incrementAndGet());
      Thread.sleep(MOST_MILLIS);
      lease.requireHeld();
      inside.decrementAndGet();
      return true;
    } catch (UserException e) {
      assertThat(e).hasMessageContaining("is in use by process");
      return false;
    }
  }
}
