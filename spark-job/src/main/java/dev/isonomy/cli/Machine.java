package dev.isonomy.cli;

import dev.isonomy.error.UserException;
import dev.isonomy.model.NativeDirectory;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * What this process needs of its machine, held against what it has before anything starts: the
 * libraries below fail later, in words that name neither the cause nor a remedy.
 */
final class Machine {
  /** Spark's own limit: one and a half times what it reserves. */
  static final long LEAST_HEAP = 471_859_200;

  private static final long MIB = 1 << 20;
  private static final String TEMPORARY = "java.io.tmpdir";
  private static boolean checked;

  private Machine() {}

  /** Whether {@code deploy/local/isonomy} started this process, so that its variables count. */
  static boolean isLaunched() {
    return !System.getProperty("isonomy.root", "").isEmpty();
  }

  /**
   * Refuses a machine that Spark cannot run on.
   *
   * @param arguments the command line, which the locale may have spoilt
   * @throws UserException naming what is wrong and what to set
   */
  static synchronized void require(String... arguments) {
    requireCharset(arguments);
    if (!checked) {
      requireHeap(Runtime.getRuntime().maxMemory());
      requireTemporary(Path.of(System.getProperty(TEMPORARY)));
      nameUser();
      checked = true;
    }
  }

  static void requireHeap(long bytes) {
    if (bytes < LEAST_HEAP) {
      throw new UserException(
          "the heap is %d MiB but Spark needs at least %d MiB; set %s"
              .formatted(
                  bytes / MIB,
                  LEAST_HEAP / MIB,
                  isLaunched() ? "ISONOMY_HEAP=512m or more" : "spark.driver.memory=512m or more"));
    }
  }

  static void requireTemporary(Path directory) {
    Optional<String> problem = NativeDirectory.problem(directory);
    if (!Files.isDirectory(directory)) {
      problem = Optional.of("does not exist");
    }
    problem.ifPresent(
        what -> {
          throw new UserException(
              "%s %s %s; set %s"
                  .formatted(
                      TEMPORARY,
                      directory,
                      what,
                      isLaunched()
                          ? "ISONOMY_JAVA_OPTS=-Djava.io.tmpdir=DIR to another directory"
                          : "-Djava.io.tmpdir=DIR in spark.driver.extraJavaOptions"));
        });
  }

  /** A character that the locale's encoding does not have arrives as its replacement. */
  private static void requireCharset(String... arguments) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    for (String argument : arguments) {
      if (argument.indexOf('\ufffd') >= 0
          && !Charset.forName(encoding).equals(StandardCharsets.UTF_8)) {
        throw new UserException(
            "the argument '%s' has characters that the locale's encoding, %s, does not have; set LC_ALL=C.UTF-8"
                .formatted(argument, encoding));
      }
    }
  }

  /**
   * Gives a user whom the system has no name for, such as any number in a container, one: Hadoop
   * would fail to log in.
   */
  private static void nameUser() {
    if (!System.getProperty("user.name", "?").equals("?")) {
      return;
    }
    try {
      UserGroupInformation.getLoginUser();
    } catch (IOException unnamed) {
      String name = System.getenv().getOrDefault("HADOOP_USER_NAME", "isonomy");
      System.setProperty("user.name", name);
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
    }
  }
}
