package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.SharedSpark;
import dev.isonomy.s3.TinyImages;
import dev.isonomy.s3.TinyJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Latents that two runs once doubled or lost are refused by name, and the remedy works. */
@Tag("job")
class LatentCountTest {
  @TempDir private Path temporary;
  private final Shell shell = new Shell();

  @BeforeEach
  void encode() {
    TinyImages.write(SharedSpark.session(), temporary.resolve("source").toString(), 4);
    assertThat(isonomy("encode")).as("%s", shell.err()).isZero();
  }

  private Path run() {
    return temporary.resolve("run");
  }

  private int isonomy(String command) {
    return shell.run(
        TinyJob.of(
                run().toString(),
                TinyJob.bundle().toString(),
                temporary.resolve("source").toString(),
                1)
            .arguments(command)
            .toArray(String[]::new));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(run().resolve("latents"))) {
      return all.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void theStageRecordsHowManyRowsItWrote() throws Exception {
    assertThat(Files.readString(run().resolve("stages/encode.json"))).contains("\"rows\": 24");
  }

  @Test
  void doubledLatentsAreRefusedAndEncodedAgainOnceTheyAreDeleted() throws Exception {
    for (Path file : files()) {
      Files.copy(file, file.resolveSibling("twice-" + file.getFileName()));
    }
    assertThat(isonomy("fit")).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err())
        .singleElement()
        .asString()
        .contains("%1$s/latents holds 48 rows but 24 different ids".formatted(run()))
        .endsWith("delete %s/latents and run again".formatted(run()));

    try (Stream<Path> all = Files.walk(run().resolve("latents"))) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    assertThat(isonomy("encode")).as("%s", shell.err()).isZero();
    assertThat(isonomy("fit")).as("%s", shell.err()).isZero();
  }

  @Test
  void doubledLatentsOfAnEarlierVersionAreRefused() throws Exception {
    Path stageRecord = run().resolve("stages/encode.json");
    String old =
        Files.readString(stageRecord).replaceFirst(",\\s*\"counts\": \\{\\s*\"rows\": 24\\s*}", "");
    assertThat(old).doesNotContain("counts");
    Files.writeString(stageRecord, old);
    Files.deleteIfExists(run().resolve("stages/.encode.json.crc"));
    for (Path file : files()) {
      Files.copy(file, file.resolveSibling("twice-" + file.getFileName()));
    }
    assertThat(isonomy("fit")).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).singleElement().asString().contains("different ids");
  }

  @Test
  void lostLatentsAreRefused() throws Exception {
    Path fewer = temporary.resolve("fewer");
    SharedSpark.session()
        .read()
        .parquet(run().resolve("latents").toString())
        .limit(17)
        .coalesce(1)
        .write()
        .parquet(fewer.toString());
    for (Path file : files()) {
      Files.delete(file);
    }
    assertThat(isonomy("fit")).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).singleElement().asString().contains("/latents holds no Parquet file");

    try (Stream<Path> all = Files.list(fewer)) {
      for (Path file : all.filter(it -> it.toString().endsWith(".parquet")).toList()) {
        Files.copy(file, run().resolve("latents").resolve(file.getFileName()));
      }
    }
    assertThat(isonomy("fit")).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err())
        .singleElement()
        .asString()
        .contains("/latents holds 17 rows but isonomy encode wrote 24: files were")
        .endsWith("delete %s/latents and run again".formatted(run()));
  }
}
