package dev.isonomy.stage;

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

class StageLedgerTest {
  private static final Fingerprint TIED = new Fingerprint(Map.of("isonomy.fit.covariance", "TIED"));
  private static final Fingerprint FULL = new Fingerprint(Map.of("isonomy.fit.covariance", "FULL"));

  @TempDir private Path temporary;
  private RunDirectory directory;
  private StageLedger ledger;

  @BeforeEach
  void open() {
    directory = RunDirectory.at(temporary.resolve("run").toString(), new Configuration());
    ledger = new StageLedger(directory);
  }

  @Test
  void anArtifactIsReusableOnceItsStageIsComplete() {
    ledger.begin(Stage.PLAN, TIED);
    directory.write("plan.json", "{}");
    assertThat(ledger.isComplete(Stage.PLAN)).isFalse();
    ledger.complete(Stage.PLAN, TIED);
    assertThat(ledger.isComplete(Stage.PLAN)).isTrue();
    directory.delete("plan.json");
    assertThat(ledger.isComplete(Stage.PLAN)).isFalse();
  }

  @Test
  void anArtifactWithAnotherFingerprintIsRefusedByKey() {
    directory.write("plan.json", "{}");
    ledger.complete(Stage.PLAN, TIED);
    ledger.requireCompatible(Stage.PLAN, TIED);
    assertThatThrownBy(() -> ledger.requireCompatible(Stage.PLAN, FULL))
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
    ledger.complete(Stage.PLAN, new Fingerprint(Map.of()));
    assertThatThrownBy(() -> ledger.requireCompatible(Stage.PLAN, FULL))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "isonomy.fit.covariance is FULL but %s/plan.json was made with no such key, by another version of Isonomy;"
                .formatted(temporary.resolve("run")));
  }

  @Test
  void aRecordWithoutItsArtifactDoesNotBind() {
    ledger.complete(Stage.PLAN, TIED);
    ledger.requireCompatible(Stage.PLAN, FULL);
    assertThat(ledger.isComplete(Stage.PLAN)).isFalse();
  }

  @Test
  void aForeignArtifactIsRefused() {
    directory.write("plan.json", "{}");
    assertThatThrownBy(() -> ledger.requireCompatible(Stage.PLAN, TIED))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("plan.json exists but was not made by isonomy");
  }

  @Test
  void aDamagedRecordIsRefusedInOneLine() {
    directory.write("plan.json", "{}");
    for (String damaged : List.of("", "{", "[]", "{\"stage\": 3}", "null")) {
      directory.write("stages/plan.json", damaged);
      assertThatThrownBy(() -> ledger.requireCompatible(Stage.PLAN, TIED))
          .as(damaged)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("stages/plan.json is damaged");
    }
  }

  @Test
  void aStageNamesTheOneToRunFirst() {
    assertThatThrownBy(() -> ledger.requireInputs(List.of(Stage.FIT)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no latents yet; run isonomy encode first");
    ledger.requireInputs(Stage.ALL);
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
