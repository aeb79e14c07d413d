package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.run.lease.Acquisition;
import dev.isonomy.run.lease.RunLease;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import dev.isonomy.stage.JobProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do while another process owns the run directory. */
@Tag("job")
class RunLeaseTest {
  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @BeforeEach
  void source() {
    TinyImages.write(SharedSpark.session(), temporary.resolve("source").toString(), 4);
  }

  private Path run() {
    return temporary.resolve("run");
  }

  private int isonomy(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(
            TinyJob.of(
                    run().toString(),
                    TinyJob.bundle().toString(),
                    temporary.resolve("source").toString(),
                    1)
                .arguments(command));
    arguments.addAll(List.of(more));
    return shell.run(arguments.toArray(String[]::new));
  }

  private RunLease owned() throws Exception {
    FileSystem files = FileSystem.getLocal(new Configuration());
    org.apache.hadoop.fs.Path root =
        files.makeQualified(new org.apache.hadoop.fs.Path(run().toString()));
    return Acquisition.of(files, root, run().toString(), 60, note -> {}).acquire("isonomy run");
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> all = Files.walk(run())) {
      return all.filter(file -> !file.toString().endsWith(".part")).sorted().toList();
    }
  }

  @Test
  void everyCommandThatWritesIsRefusedInOneLineWhileAnotherRunOwnsTheDirectory() throws Exception {
    try (RunLease owner = owned()) {
      owner.requireHeld();
      List<Path> before = files();
      for (String command :
          List.of("run", "encode", "fit", "associate", "plan", "generate", "audit", "lift")) {
        assertThat(isonomy(command)).as(command).isEqualTo(Isonomy.USER_ERROR);
        assertThat(shell.err())
            .singleElement()
            .asString()
            .startsWith(
                "isonomy: run directory %s is in use by process %d of user "
                    .formatted(run(), ProcessHandle.current().pid()))
            .endsWith("wait for it, stop it, or choose another isonomy.run.dir");
      }
      assertThat(files()).isEqualTo(before);
    }
  }

  @Test
  void aDryRunSaysWhoOwnsTheDirectoryAndGoesOn() throws Exception {
    try (RunLease owner = owned()) {
      owner.requireHeld();
      assertThat(isonomy("run", "--dry-run")).isZero();
      assertThat(shell.err())
          .singleElement()
          .asString()
          .contains("is in use by process " + ProcessHandle.current().pid());
      assertThat(shell.out()).contains("encode    would make");
    }
    assertThat(isonomy("run", "--dry-run")).isZero();
    assertThat(shell.err()).isEmpty();
    assertThat(run()).doesNotExist();
  }

  @Test
  void aRunThatIsStoppedGivesTheLeaseBack() throws Exception {
    JobProcess process =
        JobProcess.start(
            temporary.resolve("stopped.log"),
            Map.of(),
            List.of("-XX:TieredStopAtLevel=1"),
            TinyJob.of(
                    run().toString(),
                    TinyJob.bundle().toString(),
                    temporary.resolve("source").toString(),
                    1)
                .arguments("run"));
    while (process.alive() && !Files.exists(run().resolve("config.conf"))) {
      Thread.sleep(20);
    }
    assertThat(run().resolve("lease")).exists();
    process.signal("TERM");
    assertThat(process.status()).as(process.output()).isEqualTo(128 + 15);
    assertThat(run().resolve("lease")).doesNotExist();
  }

  @Test
  void theLeaseIsGivenBackAfterSuccessAndAfterARefusal() throws Exception {
    assertThat(isonomy("encode", "--set", "isonomy.source.path=" + temporary.resolve("none")))
        .isEqualTo(Isonomy.USER_ERROR);
    assertThat(run()).doesNotExist();
    assertThat(isonomy("encode")).as("%s", shell.err()).isZero();
    assertThat(run().resolve("latents/_SUCCESS")).exists();
    assertThat(run().resolve("lease")).doesNotExist();
  }
}
