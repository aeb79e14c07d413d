package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Artifact PLAN = new Artifact("plan", "plan.json", true);
  private static final Artifact ASSETS = new Artifact("lift", "assets", false);
  private static final Fingerprint TIED = new Fingerprint(Map.of("isonomy.fit.covariance", "TIED"));
  private static final Fingerprint FULL = new Fingerprint(Map.of("isonomy.fit.covariance", "FULL"));

  @TempDir private Path temporary;
  private RunDirectory directory;
  private Ledger ledger;

  @BeforeEach
  void open() {
    directory = RunDirectory.at(temporary.resolve("run").toString(), new Configuration());
    ledger = new Ledger(directory);
  }

  @Test
  void anArtifactIsReusableOnceItsStageIsComplete() {
    ledger.begin(PLAN, TIED);
    directory.write("plan.json", "{}");
    assertThat(ledger.isComplete(PLAN)).isFalse();
    ledger.complete(PLAN, TIED, Map.of());
    assertThat(ledger.isComplete(PLAN)).isTrue();
    directory.delete("plan.json");
    assertThat(ledger.isComplete(PLAN)).isFalse();
  }

  @Test
  void anArtifactWithAnotherFingerprintIsRefusedByKey() {
    directory.write("plan.json", "{}");
    ledger.complete(PLAN, TIED, Map.of());
    ledger.requireCompatible(PLAN, TIED);
    assertThatThrownBy(() -> ledger.requireCompatible(PLAN, FULL))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "isonomy.fit.covariance is FULL but %1$s/plan.json was made with TIED;"
                    .formatted(temporary.resolve("run"))
                + " choose another isonomy.run.dir or delete "
                + temporary.resolve("run"));
  }

  @Test
  void anArtifactOfAVersionWithoutAKeyIsRefusedByKey() {
    directory.write("plan.json", "{}");
    ledger.complete(PLAN, new Fingerprint(Map.of()), Map.of());
    assertThatThrownBy(() -> ledger.requireCompatible(PLAN, FULL))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "isonomy.fit.covariance is FULL but %s/plan.json was made with no such key, by another version of Isonomy;"
                .formatted(temporary.resolve("run")));
  }

  @Test
  void aRecordWithoutItsArtifactDoesNotBind() {
    ledger.complete(PLAN, TIED, Map.of());
    ledger.requireCompatible(PLAN, FULL);
    assertThat(ledger.isComplete(PLAN)).isFalse();
  }

  @Test
  void aForeignArtifactIsRefused() {
    directory.write("plan.json", "{}");
    assertThatThrownBy(() -> ledger.requireCompatible(PLAN, TIED))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("plan.json exists but was not made by isonomy");
  }

  @Test
  void aDamagedRecordIsRefusedInOneLine() {
    directory.write("plan.json", "{}");
    for (String damaged : List.of("", "{", "[]", "{\"stage\": 3}", "null")) {
      directory.write("stages/plan.json", damaged);
      assertThatThrownBy(() -> ledger.requireCompatible(PLAN, TIED))
          .as(damaged)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("stages/plan.json is damaged");
    }
  }

  @Test
  void anArtifactThatNothingIsMadeFromCanBeDeletedAlone() {
    directory.write("assets", "");
    ledger.complete(ASSETS, TIED, Map.of());
    assertThatThrownBy(() -> ledger.requireCompatible(ASSETS, FULL))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("or delete " + temporary.resolve("run") + "/assets");
  }

  @Test
  void whatAStageCountedIsKeptUntilItBeginsAnew() {
    ledger.complete(PLAN, TIED, Map.of(Ledger.ROWS, 12L));
    assertThat(ledger.count(PLAN, Ledger.ROWS)).hasValue(12);
    assertThat(ledger.count(PLAN, "others")).isEmpty();
    assertThat(ledger.fingerprint(PLAN)).contains(TIED);
    ledger.begin(PLAN, FULL);
    assertThat(ledger.count(PLAN, Ledger.ROWS)).isEmpty();
    assertThat(ledger.fingerprint(PLAN)).contains(FULL);
  }

  @Test
  void anUnwritableDirectoryIsRefused() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "in the way");
    RunDirectory below = RunDirectory.at(file.resolve("run").toString(), new Configuration());
    assertThatThrownBy(() -> below.acquisition(60, Console.ofSystem()).acquire("isonomy run"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.run.dir " + file + "/run cannot be written");
  }

  @Test
  void aPathOfAnUnknownFileSystemIsRefused() {
    assertThatThrownBy(() -> RunDirectory.at("nosuchfs://bucket/run", new Configuration()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("isonomy.run.dir \"nosuchfs://bucket/run\"");
  }

  @Test
  void writingReplacesWholeFiles() throws Exception {
    directory.write("config.conf", "old");
    directory.write("config.conf", "new");
    assertThat(directory.read("config.conf")).isEqualTo("new");
    try (var files = Files.list(temporary.resolve("run"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.equals("config.conf") || name.endsWith(".crc"));
    }
  }
}
