package dev.isonomy.chaos;

import dev.isonomy.s3.UnitFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;

/**
 * Somebody who reads the data set while it is made: every file that it sees, once, from the first
 * byte to the last.
 */
final class PollingReader implements AutoCloseable {
  private static final long EVERY_MILLIS = 200;

  private final UnitFiles files;
  private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> read = Collections.synchronizedSet(new HashSet<>());
  private final Thread thread;
  private volatile boolean over;

  private PollingReader(UnitFiles files) {
    this.files = files;
    this.thread = new Thread(this::poll, "polling-reader");
  }

  static PollingReader start(UnitFiles files) {
    PollingReader reader = new PollingReader(files);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void poll() {
    try {
      while (!over) {
        look();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      broken.add("cannot list: " + e);
    }
  }

  private void look() throws IOException {
    for (FileStatus file : files.list()) {
      String version = file.getPath().getName() + " of " + file.getModificationTime();
      if (!read.add(version)) {
        continue;
      }
      try {
        files.images(file.getPath());
      } catch (FileNotFoundException e) {
        read.remove(version); // taken away again by its job; not broken, absent
      } catch (IOException | RuntimeException e) {
        broken.add(version + ": " + e);
      }
    }
  }

  /** Files that could not be read, with the reason. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  /** How many versions of files were read. */
  int read() {
    return read.size();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
