package dev.isonomy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.isonomy.spi.EmbeddedBundle;
import dev.isonomy.spi.Providers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes that are found before any work: one line, status 2, nothing written. */
class BadInputTest {
  private static final EmbeddedBundle PORTRAITS =
      Providers.named(EmbeddedBundle.class, "portraits").orElseThrow();

  @TempDir private Path temporary;
  private final Shell shell = new Shell();
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = temporary.resolve("run");
  }

  @Test
  void aClassThatATargetLacks() {
    assertRefused(
        "senior",
        "isonomy.target.kind=shares",
        "isonomy.target.shares={\"age.young\":0.5,\"age.middle-aged\":0.5}");
  }

  @Test
  void aClassThatNoAttributeHas() {
    assertRefused(
        "ancient",
        "isonomy.target.kind=shares",
        "isonomy.target.shares={\"age.young\":0.5,\"age.middle-aged\":0.2,\"age.ancient\":0.3}");
  }

  @Test
  void sharesThatAreNoShares() {
    for (String share : List.of("-0.5", "NaN", "Infinity", "1e400")) {
      assertRefused(
          "target share of gender.masculine must be at least 0",
          "isonomy.target.kind=shares",
          "isonomy.target.shares={\"gender.feminine\":0.5,\"gender.masculine\":\"" + share + "\"}");
    }
    assertRefused(
        "target shares of gender must sum to 1 but sum to 0.9",
        "isonomy.target.kind=shares",
        "isonomy.target.shares={\"gender.feminine\":0.5,\"gender.masculine\":0.4}");
  }

  @Test
  void aShareThatIsGivenTwiceInTwoSpellings() {
    assertRefused(
        "isonomy.target.shares names gender.feminine twice",
        "isonomy.target.kind=shares",
        "isonomy.target.shares={\"gender.feminine\":0.5,gender.feminine:0.3,\"gender.masculine\":0.5}");
  }

  @Test
  void anExcludedCellThatDoesNotExist() {
    assertRefused("isonomy.target.excluded: ", "isonomy.target.excluded=feminine.ancient.light");
    assertRefused("isonomy.target.excluded: cell 'light'", "isonomy.target.excluded=[light]");
  }

  @Test
  void aComplementOfTheRunsOwnDataSet() {
    assertRefused(
        "must not be in or around this run's own directory",
        "isonomy.target.kind=complement",
        "isonomy.target.existing=" + run.resolve("dataset"));
    assertRefused(
        "must not be in or around this run's own directory",
        "isonomy.target.kind=complement",
        "isonomy.target.existing=" + run.resolve("../run/dataset/data"));
  }

  @Test
  void aPilotWhoseLimitIsBelowItsFirstRound() {
    assertRefused(
        "isonomy.associate.pilot-most-per-cell must be at least associate.pilot-per-cell",
        "isonomy.associate.pilot-per-cell=50",
        "isonomy.associate.pilot-most-per-cell=49");
  }

  @Test
  void aNegativeCount() {
    assertRefused("isonomy.plan.images must be between 1 and", "isonomy.plan.images=-5");
  }

  @Test
  void aSourceThatNothingProvides() {
    assertRefused(
        "isonomy.source.kind must be one of images, parquet, occupations, renderer but was \"camera\"",
        "isonomy.source.kind=camera");
  }

  @Test
  void aBundleThatIsNeitherEmbeddedNorThere() {
    assertRefused(
        "model bundle must be 'portraits', 'words', a directory, a .zip or a file: URI but was"
            + " 'portrait', which does not exist",
        "isonomy.bundle.uri=portrait");
  }

  @Test
  void anUnreadableBundle() {
    assertRefused("nowhere", "isonomy.bundle.uri=" + temporary.resolve("nowhere"));
  }

  @Test
  void aBundleOtherThanThePinnedOne() {
    assertRefused("SHA-256", "isonomy.bundle.sha256=" + "0".repeat(64));
  }

  @Test
  void aSamplerThatCannotFollowTheModelsSchedule() {
    assertRefused(
        "isonomy.generate.sampler must not be heun for bundle", "isonomy.generate.sampler=heun");
  }

  @Test
  void aTruncatedModule() throws IOException {
    Path bundle = copyOfPortraits();
    Path module = bundle.resolve("labeler.pt");
    byte[] whole = Files.readAllBytes(module);
    Files.write(module, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertRefused("labeler.pt", "isonomy.bundle.uri=" + bundle);
  }

  @Test
  void aModuleWithOtherBytes() throws IOException {
    Path bundle = copyOfPortraits();
    Path module = bundle.resolve("features.pt");
    byte[] bytes = Files.readAllBytes(module);
    bytes[bytes.length / 2] ^= 1;
    Files.write(module, bytes);
    assertRefused("features.pt", "isonomy.bundle.uri=" + bundle);
  }

  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "not a directory");
    run = file.resolve("run");
    assertRefused("isonomy.run.dir");
    assertThat(file).content().isEqualTo("not a directory");
  }

  @Test
  void anOutputThatIsNotOurs() throws IOException {
    Path foreign = Files.createDirectories(run.resolve("dataset"));
    Path file = Files.writeString(foreign.resolve("precious.txt"), "mine");
    List<String> line = refusal();
    assertThat(line.get(0)).contains("exists but was not made by isonomy");
    assertThat(file).content().isEqualTo("mine");
    assertThat(run.toFile().list()).containsExactly("dataset");
  }

  private void assertRefused(String message, String... settings) {
    assertThat(refusal(settings).get(0)).startsWith("isonomy: ").contains(message);
    assertThat(Files.exists(run)).isFalse();
  }

  private List<String> refusal(String... settings) {
    List<String> words = new ArrayList<>(List.of("run", "--set", "isonomy.run.dir=" + run));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    assertThat(shell.run(words.toArray(String[]::new))).isEqualTo(Isonomy.USER_ERROR);
    assertThat(shell.err()).hasSize(1);
    return shell.err();
  }

  private Path copyOfPortraits() throws IOException {
    Path bundle = Files.createDirectories(temporary.resolve("bundle"));
    String manifest = copy(bundle, "bundle.json");
    for (String name :
        JsonParser.parseString(manifest).getAsJsonObject().getAsJsonObject("files").keySet()) {
      copy(bundle, name);
    }
    return bundle;
  }

  private static String copy(Path bundle, String name) throws IOException {
    try (InputStream in = PORTRAITS.open(name)) {
      Files.copy(in, bundle.resolve(name));
    }
    return name.endsWith(".json") ? Files.readString(bundle.resolve(name)) : "";
  }
}
