package dev.isonomy.run.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcquisitionTest {
  private static final int TIMEOUT = 2;

  @TempDir private Path temporary;
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

  private Path run() {
    return temporary.resolve("run");
  }

  private Acquisition acquisition() throws IOException {
    FileSystem files = FileSystem.getLocal(new Configuration());
    org.apache.hadoop.fs.Path root =
        files.makeQualified(new org.apache.hadoop.fs.Path(run().toString()));
    return Acquisition.of(files, root, run().toString(), TIMEOUT, notes::add);
  }

  private LocalClaims store() {
    return new LocalClaims(run(), false);
  }

  private static Claim owner(String id, ProcessIdentity process) {
    return new Claim(
        id,
        Claim.OWNER,
        process,
        "isonomy run",
        "2026-11-30T12:00:00Z",
        TIMEOUT,
        7,
        System.currentTimeMillis(),
        List.of());
  }

  private static ProcessIdentity elsewhere() {
    return new ProcessIdentity("farhost", "another machine", 4711, 1, "ann");
  }

  private static ProcessIdentity deadHere() throws Exception {
    Process process = new ProcessBuilder("sleep", "100").start();
    ProcessIdentity self = ProcessIdentity.ofThis();
    long start = process.info().startInstant().orElseThrow().toEpochMilli();
    ProcessIdentity dead =
        new ProcessIdentity(self.host(), self.machine(), process.pid(), start, "ann");
    assertThat(dead.isAlive()).isTrue();
    process.destroyForcibly().waitFor();
    return dead;
  }

  @Test
  void aFreeDirectoryIsTakenAndNothingIsLeftWhenItIsGivenBack() throws Exception {
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      lease.requireHeld();
      assertThat(store().list("")).hasSize(1);
    }
    assertThat(run()).doesNotExist();
  }

  @Test
  void aSecondStarterIsRefusedInOneLineAndWritesNothing() throws Exception {
    try (RunLease lease = acquisition().acquire("isonomy fit")) {
      lease.requireHeld();
      List<Path> before = files();
      long pid = ProcessHandle.current().pid();
      assertThatThrownBy(() -> acquisition().acquire("isonomy run"))
          .isInstanceOf(UserException.class)
          .hasMessageMatching(
              "run directory \\Q%s\\E is in use by process %d of user \\S+ on host \\S+ since \\S+Z \\(isonomy fit\\);"
                      .formatted(run(), pid)
                  + " wait for it, stop it, or choose another isonomy.run.dir");
      assertThat(files()).isEqualTo(before);
      assertThat(acquisition().owner()).hasValueSatisfying(it -> assertThat(it).contains("" + pid));
    }
    assertThat(acquisition().owner()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(run())) {
      return all.filter(file -> !file.toString().endsWith(".part")).sorted().toList();
    }
  }

  @Test
  void anOwnerThatDiedOnThisMachineIsReplacedAtOnce() throws Exception {
    Claim dead = owner("a", deadHere());
    store().put(dead.id(), dead.toJson());
    assertThat(acquisition().owner()).isEmpty();
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      lease.requireHeld();
      assertThat(store().list("")).doesNotContainKey("a").hasSize(1);
    }
    assertThat(notes).singleElement().asString().contains("taken over from process", "has died");
  }

  @Test
  void aProcessNumberThatIsUsedAgainIsNoOwner() throws Exception {
    ProcessIdentity self = ProcessIdentity.ofThis();
    ProcessIdentity earlier =
        new ProcessIdentity(
            self.host(), self.machine(), self.pid(), self.startMillis() - 60_000, "ann");
    assertThat(self.isAlive()).isTrue();
    assertThat(earlier.isAlive()).isFalse();
    store().put("a", owner("a", earlier).toJson());
    acquisition().acquire("isonomy run").close();
    assertThat(store().list("")).isEmpty();
  }

  @Test
  void aProcessThatOnlyWaitsToBeReapedIsNoOwner() throws Exception {
    // The shell becomes a program that never asks for its child's end.
    Process parent =
        new ProcessBuilder("bash", "-c", "sleep 0.1 & echo $!; exec sleep 100").start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      ProcessIdentity self = ProcessIdentity.ofThis();
      ProcessIdentity zombie = new ProcessIdentity(self.host(), self.machine(), child, 0, "ann");
      while (zombie.isAlive()) {
        Thread.sleep(20);
      }
      assertThat(ProcessHandle.of(child)).as("still listed").isPresent();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void aSilentOwnerElsewhereIsReplacedAfterTheTimeOutAndThatIsSaid() throws Exception {
    store().put("a", owner("a", elsewhere()).toJson());
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      lease.requireHeld();
    }
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0))
        .contains("process 4711 of user ann on host farhost since 2026-11-30T12:00:00Z")
        .contains("taking it over after 2 s of silence");
    assertThat(notes.get(1)).contains("taken over from process 4711", "which is silent");
  }

  @Test
  void anOwnerElsewhereThatGivesASignOfLifeIsNotReplaced() throws Exception {
    Claim far = owner("a", elsewhere());
    store().put("a", far.toJson());
    Thread life =
        new Thread(
            () -> {
              try {
                Thread.sleep(600);
                store().put("a", far.renewed(0).toJson()); // whatever its clock says
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    life.start();
    assertThatThrownBy(() -> acquisition().acquire("isonomy run"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("in use by process 4711 of user ann on host farhost");
    life.join();
  }

  @Test
  void anOwnerWithALongerTimeOutIsGivenIt() throws Exception {
    Claim slow =
        new Claim(
            "a",
            Claim.OWNER,
            elsewhere(),
            "isonomy run",
            "2026-11-30T12:00:00Z",
            2 * TIMEOUT,
            0,
            0,
            List.of());
    store().put("a", slow.toJson());
    acquisition().acquire("isonomy run").close();
    assertThat(notes.get(0)).contains("after 4 s of silence");
  }

  @Test
  void aDamagedClaimIsNamedWithTheRemedyAndReplacedAfterTheTimeOut() throws Exception {
    store().put("a", "");
    acquisition().acquire("isonomy run").close();
    assertThat(notes.get(0))
        .contains(run() + "/lease/a.json is damaged, its owner unknown")
        .contains("or delete the file if no run is active");
    assertThat(store().list("")).isEmpty();
  }

  @Test
  void whatIsNoClaimIsToldFromOne() {
    assertThat(Claim.fromJson(owner("a", elsewhere()).toJson()))
        .hasValueSatisfying(it -> assertThat(it.described()).contains("4711", "farhost"));
    for (String text :
        List.of("", "{", "[]", "null", "3", "{\"id\": \"a\"}", "{\"id\": {}}", "\u0000\u0000")) {
      assertThat(Claim.fromJson(text)).as(text).isEmpty();
    }
  }

  @Test
  void anOwnerThatWasReplacedWhileSuspendedNotices() throws Exception {
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      String mine = store().list("").firstKey();
      AtomicInteger cancelled = new AtomicInteger();
      lease.whenLost(cancelled::incrementAndGet);
      Claim taker = owner("taker", elsewhere()).owning(List.of(mine), 0);
      store().put("taker", taker.toJson());
      assertThatThrownBy(lease::requireHeld)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("was taken over by process 4711 of user ann on host farhost");
      assertThat(cancelled).hasValue(1);
      assertThatThrownBy(() -> Leases.requireHeld("file:" + run() + "/dataset"))
          .hasMessageContaining("was taken over");
      Leases.requireHeld("file:" + run() + "-2/dataset");
    }
    assertThat(store().list("")).containsOnlyKeys("taker");
  }

  @Test
  void anOwnerWhoseClaimWasDeletedNotices() throws Exception {
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      store().delete(store().list("").firstKey());
      assertThatThrownBy(lease::requireHeld)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("was deleted");
    }
    assertThat(run()).doesNotExist();
  }

  @Test
  void aTakerIsNotDisturbedByTheOneThatItReplaced() throws Exception {
    store().put("a", owner("a", elsewhere()).toJson());
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      store().put("a", owner("a", elsewhere()).renewed(1).toJson()); // a late heartbeat
      lease.requireHeld();
    }
  }

  @Test
  void anOwnerThatCannotRenewItsClaimStopsBeforeAnotherOneTakesOver() throws Exception {
    RunLease lease = acquisition().acquire("isonomy run");
    AtomicInteger cancelled = new AtomicInteger();
    lease.whenLost(cancelled::incrementAndGet);
    String id = store().list("").firstKey();
    Path part = run().resolve("lease/." + id + ".part");
    while (!Files.isDirectory(part)) { // where the next heartbeat wants to write: even root cannot
      try {
        Files.createDirectory(part);
      } catch (FileAlreadyExistsException e) {
        Thread.sleep(1); // a heartbeat is being written
      }
    }
    while (cancelled.get() == 0) {
      Thread.sleep(20);
    }
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(HeartbeatException.class)
        .hasMessageContaining("the heartbeat of run directory " + run() + " could not be written");
    Files.delete(part);
    lease.close();
  }

  @Test
  void aClaimThatCannotBeReadIsRefusedWithTheRemedy() throws Exception {
    Files.createDirectories(run().resolve("lease/a.json"));
    Files.createFile(run().resolve("lease/a.claim"));
    assertThatThrownBy(() -> acquisition().acquire("isonomy run"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("run directory %s: who owns it cannot be read (".formatted(run()))
        .hasMessageEndingWith("delete %s/lease if no run is active".formatted(run()));
  }

  @Test
  void aFileSystemWhoseListingsAreLateIsRefusedAndNothingIsLeft() throws Exception {
    FileSystem late =
        new RawLocalFileSystem() {
          @Override
          public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) {
            return new FileStatus[0];
          }
        };
    late.initialize(URI.create("file:///"), new Configuration());
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(run().toString()); // no scheme
    Acquisition acquisition = Acquisition.of(late, root, run().toString(), TIMEOUT, notes::add);
    assertThatThrownBy(() -> acquisition.acquire("isonomy run"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("was written but is not listed; isonomy needs a file system");
    assertThat(notes).singleElement().asString().contains("isonomy does not know whether listings");
    assertThat(run()).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefused() throws Exception {
    Files.writeString(run(), "a file");
    assertThatThrownBy(() -> acquisition().acquire("isonomy run"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.run.dir " + run() + " cannot be written (")
        .hasMessageEndingWith("choose a directory that can");
  }

  @Test
  void ofManyStartersOneOwnsTheDirectoryAtATime() throws Exception {
    int starters = 8;
    AtomicInteger inside = new AtomicInteger();
    List<Integer> owners = Collections.synchronizedList(new ArrayList<>());
    ExecutorService pool = Executors.newFixedThreadPool(starters);
    try {
      for (int round = 0; round < 20; round++) {
        List<Callable<Boolean>> all = Collections.nCopies(starters, () -> hold(inside, owners));
        int won = 0;
        for (Future<Boolean> each : pool.invokeAll(all)) {
          won += each.get() ? 1 : 0;
        }
        assertThat(won).as("round %d", round).isPositive();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(owners).isNotEmpty().containsOnly(1);
    assertThat(run().resolve("lease")).doesNotExist();
  }

  private boolean hold(AtomicInteger inside, List<Integer> owners) throws Exception {
    try (RunLease lease = acquisition().acquire("isonomy run")) {
      owners.add(inside.incrementAndGet());
      Thread.sleep(5);
      lease.requireHeld();
      inside.decrementAndGet();
      return true;
    } catch (UserException e) {
      assertThat(e).hasMessageContaining("is in use by process");
      return false;
    }
  }
}
