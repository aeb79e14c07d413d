package dev.isonomy.run.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process it is, and how others on its machine can tell whether it is alive.
 *
 * @param host name of its machine
 * @param machine what two processes share if and only if they see each other's process numbers: on
 *     Linux the boot and the namespace of process numbers, as containers may share a host's name
 * @param pid its number
 * @param startMillis when it started, as numbers are used again; 0 if the system does not tell
 * @param user who runs it
 */
record ProcessIdentity(String host, String machine, long pid, long startMillis, String user) {
  // The system derives it from its clock, which may be set.
  private static final long START_TOLERANCE_MILLIS = 2000;

  /** This process. */
  static ProcessIdentity ofThis() {
    ProcessHandle self = ProcessHandle.current();
    String host = hostName();
    return new ProcessIdentity(
        host, machine(host), self.pid(), start(self), System.getProperty("user.name", "unknown"));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // a container without an entry for its own name
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unknown");
    }
  }

  private static String machine(String host) {
    try {
      String boot =
          Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.UTF_8);
      Path namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
      return boot.strip() + " " + namespace;
    } catch (IOException | RuntimeException e) { // not Linux
      return System.getProperty("os.name", "") + " " + host;
    }
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Whether this process, too, can tell if that one is alive. */
  boolean isOnMachineOf(ProcessIdentity other) {
    return machine != null && machine.equals(other.machine);
  }

  /** Whether a process of this machine runs; one that only waits to be reaped does not. */
  boolean isAlive() {
    Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (found.isEmpty() || isZombie()) {
      return false;
    }
    long start = start(found.get());
    return start == 0
        || startMillis == 0
        || Math.abs(start - startMillis) <= START_TOLERANCE_MILLIS;
  }

  private boolean isZombie() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.UTF_8);
      String afterName = stat.substring(stat.lastIndexOf(')') + 1).strip(); // names may have spaces
      return afterName.startsWith("Z") || afterName.startsWith("X");
    } catch (IOException | RuntimeException e) { // not Linux, or gone by now
      return false;
    }
  }
}
