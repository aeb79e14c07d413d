package dev.isonomy.run.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that this JVM holds: what writes into a run directory asks here before it commits. */
public final class Leases {
  private static final Map<String, RunLease> HELD = new ConcurrentHashMap<>();

  private Leases() {}

  static void add(String root, RunLease lease) {
    HELD.put(root, lease);
  }

  static void remove(String root, RunLease lease) {
    HELD.remove(root, lease);
  }

  /**
   * Checks that the run directory in which a path lies still belongs to this process. Paths outside
   * of the run directories of this JVM, such as those that executors write, always pass.
   *
   * @param path qualified, as Hadoop writes it
   * @throws dev.isonomy.error.UserException if another process has taken the directory over
   */
  public static void requireHeld(String path) {
    HELD.forEach(
        (root, lease) -> {
          if (path.equals(root) || path.startsWith(root + "/")) {
            lease.requireHeld();
          }
        });
  }
}
